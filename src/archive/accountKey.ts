import { createHash } from 'node:crypto';

/**
 * The key of an account's requests: the host and a hash of the user name, which itself is not stored.
 *
 * @param host - `host:port`
 */
export function accountKey(host: string, userId: string): string {
  const hash = createHash('sha256').update(userId.trim().toLowerCase()).digest('hex');
  return `${host} ${hash.slice(0, 16)}`;
}

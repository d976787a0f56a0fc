import { createHash } from 'node:crypto';

/**
 * The name under which an account's requests are kept: the host and a hash of the user's name, which stays unknown.
 *
 * @param host - `host:port`
 */
export function accountKey(host: string, userId: string): string {
  const hash = createHash('sha256').update(userId.trim().toLowerCase()).digest('hex');
  return `${host} ${hash.slice(0, 16)}`;
}

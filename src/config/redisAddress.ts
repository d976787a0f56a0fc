import { z } from 'zod';

const EXAMPLE = 'redis://:password@192.168.1.2:6379';

/** The URL of a Redis server. Messages about it never repeat it: it may contain a password. */
export const redisAddress = z.custom<string>(isRedis, `must be an address such as ${EXAMPLE}, or rediss:// for TLS`);

function isRedis(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, pathname } = new URL(value);
  return ['redis:', 'rediss:'].includes(protocol) && hostname !== '' && /^(?:\/\d{0,4})?$/.test(pathname);
}

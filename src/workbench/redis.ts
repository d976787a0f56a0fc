import type { Redis } from 'ioredis';
import { z } from 'zod';
import { errorCode } from '../files/errorCode.js';
import { percentDecoded } from '../formats/percentDecoded.js';
import { redactSecrets } from '../formats/redactSecrets.js';
import { ConfigError } from '../model/errors.js';
import { withTimeout } from './withTimeout.js';

/** The oldest version with everything that BullMQ requires. */
const MIN_VERSION = [6, 2] as const;
const CONNECT_MS = 10_000;
const MAX_PAUSE_MS = 20_000;

export interface RedisOptions {
  /** Whether to reconnect, and wait for it, when the connection is lost; otherwise everything fails from then on. */
  readonly reconnect: boolean;
}

/** The address of a Redis without user name, password and query. */
export function redisPlace(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/**
 * Connects to a Redis and makes sure that it is usable. From then on, the caller must listen to the connection's errors.
 *
 * @param address - may contain a password; no error shows it
 * @throws ConfigError - it cannot be reached, refuses the password, or is too old
 */
export async function connectRedis(address: string, { reconnect }: RedisOptions): Promise<Redis> {
  withoutItsOwnWords();
  const { Redis: Client } = await import('ioredis');
  let connected = false;
  const client = new Client(address, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (reconnect && connected ? Math.min(1000 * times, MAX_PAUSE_MS) : null),
    // Without reconnecting, a Redis that falls silent counts as lost.
    ...(reconnect ? {} : { commandTimeout: CONNECT_MS }),
  });
  let failure: unknown = null;
  client.on('error', (error: unknown) => {
    failure ??= error;
  });
  try {
    const info = await withTimeout(
      CONNECT_MS,
      client.connect().then(() => client.info('server')),
    );
    if (info === null) throw new Error('it does not answer');
    // For example, that it does not have the database: ioredis would continue in another one.
    if (failure !== null) throw new Error(reasonOf(failure));
    connected = true;
    const [, major = '0', minor = '0'] = /^redis_version:(\d+)\.(\d+)/m.exec(info) ?? [];
    const [oldMajor, oldMinor] = MIN_VERSION;
    if (Number(major) > oldMajor || (Number(major) === oldMajor && Number(minor) >= oldMinor)) return client;
    client.disconnect();
    throw new ConfigError([`--redis: ${redisPlace(address)} is Redis ${major}.${minor}; 6.2 or newer is needed.`]);
  } catch (error) {
    client.disconnect();
    if (error instanceof ConfigError) throw error;
    const reason = reasonOf(failure ?? error);
    throw new ConfigError([
      `--redis: ${redisPlace(address)} cannot be used (${redactor(address)(reason)}): start Redis there, correct the address ` +
        'or its password, or run without it.',
    ]);
  }
}

/** The error of a transaction; the reason is in that of one of its commands. */
const transactionError = z.object({ previousErrors: z.tuple([z.instanceof(Error)], z.unknown()) });

/** Why a Redis cannot be reached, or what it refuses, without a full stop and without the place in BullMQ's scripts. */
export function reasonOf(error: unknown): string {
  const cause = transactionError.safeParse(error).data?.previousErrors[0] ?? error;
  if (!(cause instanceof Error)) return 'unknown reason';
  return errorCode(cause) ?? cause.message.replace(/ script: .*$/, '').replace(/\.$/, '');
}

/** Redacts an address's user name and password from a text. */
export function redactor(address: string): (text: string) => string {
  const { username, password } = new URL(address);
  return redactSecrets([username, password, percentDecoded(username), percentDecoded(password)]);
}

/** With `DEBUG=*`, ioredis would print every command, including the one with the password; so it is excluded. */
function withoutItsOwnWords(): void {
  const { DEBUG } = process.env;
  if (DEBUG !== undefined && DEBUG !== '') process.env.DEBUG = `${DEBUG},-ioredis:*`;
}

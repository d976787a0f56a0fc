import type { Redis } from 'ioredis';
import { connectRedis, reasonOf, redactor, redisPlace } from './redis.js';

/** A Redis that a run shares with other machines. Once the connection is lost, the run continues without it. */
export interface SharedRedis {
  readonly client: Redis;
  /** The result of `work`, or `otherwise` if the connection is lost; failing work counts as a lost connection. */
  readonly attempt: <T>(work: () => Promise<T>, otherwise: T) => Promise<T>;
  /** Gives the connection up as lost. */
  readonly lose: (error: unknown) => void;
  /** Aborted when the connection is lost. */
  readonly lost: AbortSignal;
  /** Ends the connection. Safe to call again. */
  readonly close: () => void;
}

/**
 * @param address - may contain a password
 * @param warn - called once, when the connection is lost
 * @throws ConfigError - it cannot be used
 */
export async function openSharedRedis(address: string, warn: (message: string) => void): Promise<SharedRedis> {
  const client = await connectRedis(address, { reconnect: false });
  const losing = new AbortController();
  const { signal: lost } = losing;
  let closed = false;

  const lose = (error: unknown): void => {
    if (closed || lost.aborted) return;
    const reason = redactor(address)(error instanceof Error ? reasonOf(error) : 'it was closed');
    warn(
      `The connection to ${redisPlace(address)} was lost (${reason}): from now on everything is done on this machine, with its ` +
        'own pauses.',
    );
    client.disconnect();
    losing.abort();
  };
  client.on('error', lose);
  client.on('end', lose);

  return {
    client,
    lost,
    lose,
    attempt: async (work, otherwise) => {
      if (lost.aborted) return otherwise;
      try {
        return await work();
      } catch (error) {
        lose(error);
        return otherwise;
      }
    },
    close: () => {
      closed = true;
      client.disconnect();
    },
  };
}

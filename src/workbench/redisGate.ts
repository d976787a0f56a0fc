import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { HostGate, Turn } from '../model/hostGate.js';
import { KEY_PREFIX } from './sealJob.js';
import type { SharedRedis } from './sharedRedis.js';
import { withTimeout } from './withTimeout.js';

/** A machine silent for this long, or for the gap if that is longer, is considered dead. */
const MIN_HOLD_MS = 5000;
const RENEW_MS = 1000;
const LOOK_AGAIN_MS = 250;
/** How long to wait for outstanding replies at the end; a turn that is not released expires once its holder falls silent. */
const LAST_WORDS_MS = 1000;
/** A host's wish is honored for a day at most, and nothing about a host is kept for longer. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** Each script is one transaction, and uses only the clock of the Redis server. */
const NOW = `
  local key, time = KEYS[1], redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** The same rule as `nextOpening` (src/archive/gateRule.ts). A time in the future comes from a clock that was set back. */
const TAKE = `${NOW}
  local id, gap, hold = ARGV[1], tonumber(ARGV[2]), ARGV[3]
  local seen = redis.call('HMGET', key, 'last_ms', 'not_before_ms', 'holder', 'hold_ms')
  local last, wish, silence = tonumber(seen[1] or 0), tonumber(seen[2] or 0), tonumber(seen[4] or 0)
  if last > now then
    last, wish = now, wish - (last - now)
    redis.call('HSET', key, 'last_ms', last, 'not_before_ms', wish)
  end
  wish, silence = math.min(wish, now + ${DAY_MS}), math.min(silence, ${DAY_MS})
  local opens = last + gap
  if wish > math.max(now, opens) then return {'asked', wish - now} end
  if seen[3] and now < last + silence then return {'held', math.max(opens - now, ${LOOK_AGAIN_MS})} end
  if opens > now then return {'gap', opens - now} end
  redis.call('HSET', key, 'last_ms', now, 'holder', id, 'hold_ms', hold)
  redis.call('PEXPIRE', key, ${DAY_MS})
  return {'granted', 0}`;

const RENEW = `${NOW}
  if redis.call('HGET', key, 'holder') == ARGV[1] then redis.call('HSET', key, 'last_ms', now) end`;

/** The end of a request counts even if the turn has passed to another holder in the meantime. */
const RELEASE = `${NOW}
  redis.call('HSET', key, 'last_ms', now)
  if redis.call('HGET', key, 'holder') == ARGV[1] then redis.call('HDEL', key, 'holder') end
  redis.call('PEXPIRE', key, ${DAY_MS})`;

const POSTPONE = `${NOW}
  local wish = now + math.min(tonumber(ARGV[1]), ${DAY_MS})
  if tonumber(redis.call('HGET', key, 'not_before_ms') or 0) < wish then redis.call('HSET', key, 'not_before_ms', wish) end
  redis.call('PEXPIRE', key, ${DAY_MS})`;

const answer = z.tuple([z.enum(['asked', 'held', 'gap', 'granted']), z.int()]);

/** A gate that machines share, by the clock of the Redis server that they share. */
export interface RedisGate extends HostGate {
  /** Waits for the commands in flight, unless Redis has fallen silent. */
  readonly close: () => Promise<void>;
}

/**
 * Paces the requests to each host for all updates that share a Redis, however wrong their own clocks are: one request at a
 * time, and a gap after the end of the last one. Once the connection is lost, every turn is granted; each machine's own gate
 * still applies.
 *
 * @param now - this machine's clock, milliseconds since 1970
 */
export function redisGate({ client, attempt }: SharedRedis, now: () => number): RedisGate {
  const underWay = new Set<Promise<unknown>>();
  const run = (script: string, host: string, ...args: (string | number)[]): Promise<unknown> =>
    client.eval(script, 1, `${KEY_PREFIX}:gate:${host}`, ...args);
  const attend = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
    return work;
  };
  /** Fire and forget; only `close` waits for it. */
  const note = (script: string, host: string, arg: string | number): void => {
    void attend(attempt(() => run(script, host, arg), null));
  };
  /** A reply may cause another command: a turn granted after its caller has gone is released. */
  const settled = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };

  return {
    take: (host, { gapMs }) => {
      const lease = { host, id: randomUUID(), renewMs: RENEW_MS };
      const granted: Turn = { granted: true, lease };
      const ask = async (): Promise<Turn> => {
        const holdMs = Math.max(gapMs, MIN_HOLD_MS);
        const [word, waitMs] = answer.parse(await run(TAKE, host, lease.id, gapMs, holdMs));
        return word === 'granted' ? granted : { granted: false, waitMs, reason: word };
      };
      return attend(attempt(ask, granted));
    },
    renew: ({ host, id }) => {
      note(RENEW, host, id);
    },
    release: ({ host, id }) => {
      note(RELEASE, host, id);
    },
    postpone: (host, untilMs) => {
      note(POSTPONE, host, Math.round(untilMs - now()));
    },
    close: async () => {
      await withTimeout(LAST_WORDS_MS, settled());
    },
  };
}

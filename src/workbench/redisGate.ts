import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { HostGate, Turn } from '../model/hostGate.js';
import { KEY_PREFIX } from './sealJob.js';
import type { SharedRedis } from './sharedRedis.js';
import { within } from './within.js';

/** A machine that is silent for so long is gone, unless the gap is longer. */
const SHORTEST_HOLD_MS = 5000;
const RENEW_MS = 1000;
const LOOK_AGAIN_MS = 250;
/** At the end, what a Redis does not answer in this time is left to it: a turn runs out by the silence of its holder. */
const LAST_WORDS_MS = 1000;
/** A host's wish is obeyed for a day at most, and nothing of a host is known for longer. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** Each script is one transaction, and knows no clock but that of the Redis. */
const NOW = `
  local key, time = KEYS[1], redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** As `nextOpening` (src/archive/gateRule.ts) has it. A time to come is of a clock that was put back. */
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

/** The end counts even when the turn has gone to somebody else in the meantime. */
const RELEASE = `${NOW}
  redis.call('HSET', key, 'last_ms', now)
  if redis.call('HGET', key, 'holder') == ARGV[1] then redis.call('HDEL', key, 'holder') end
  redis.call('PEXPIRE', key, ${DAY_MS})`;

const POSTPONE = `${NOW}
  local wish = now + math.min(tonumber(ARGV[1]), ${DAY_MS})
  if tonumber(redis.call('HGET', key, 'not_before_ms') or 0) < wish then redis.call('HSET', key, 'not_before_ms', wish) end
  redis.call('PEXPIRE', key, ${DAY_MS})`;

const answer = z.tuple([z.enum(['asked', 'held', 'gap', 'granted']), z.int()]);

/** A gate that machines share, by the clock of the Redis that they share. */
export interface RedisGate extends HostGate {
  /** Waits for what is on its way there and back, unless the Redis has fallen silent. */
  readonly close: () => Promise<void>;
}

/**
 * Keeps the manners towards each host for all updates that share a Redis, however wrong their own clocks are: one request at
 * a time, and a gap after the end of the last one. Once the Redis is lost, everybody may ask: the gate of each machine still
 * holds.
 *
 * @param now - milliseconds since 1970, of this machine
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
  /** Nobody waits for it but the end. */
  const note = (script: string, host: string, arg: string | number): void => {
    void attend(attempt(() => run(script, host, arg), null));
  };
  /** An answer may have something else follow: a turn that nobody waits for any more is given back. */
  const settled = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };

  return {
    take: (host, { gapMs }) => {
      const lease = { host, id: randomUUID(), renewMs: RENEW_MS };
      const granted: Turn = { granted: true, lease };
      const ask = async (): Promise<Turn> => {
        const holdMs = Math.max(gapMs, SHORTEST_HOLD_MS);
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
      await within(LAST_WORDS_MS, settled());
    },
  };
}

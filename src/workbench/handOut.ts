import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Subscription, defer, exhaustMap, interval } from 'rxjs';
import type { PairBlobs } from '../formats/acceptPair.js';
import type { BaseRom } from '../model/rom.js';
import { KEPT_MS, KEY_PREFIX, jobOf, keysOf, queueOf } from './sealJob.js';
import type { SharedRedis } from './sharedRedis.js';
import type { SealOrder } from './workbench.js';

const LOOK_MS = 100;
const MAX_PROBLEM_LENGTH = 2000;
/** A blob is about as large as its content, except for small ones. */
const largestBlob = (content: Buffer): number => 2 * content.length + 64 * 1024;

/** A worker's answer: two blobs, not verified yet, or the reason why there are none. */
export type Answer = PairBlobs | { readonly problem: string };

/** An order waiting in Redis for a worker. */
export interface Offer {
  /** Null when there will be none: the connection is lost, or no one is waiting for it any more. */
  readonly answer: Promise<Answer | null>;
  /** Takes it back, unless a worker has begun it: then it stays, and the result is false. */
  readonly withdraw: () => Promise<boolean>;
  /** Stops waiting, whoever has it. */
  readonly forget: () => Promise<void>;
}

/** Hands work out to other machines. */
export interface HandOut {
  /** Null when the connection is lost or this is closed. */
  readonly offer: (order: SealOrder) => Promise<Offer | null>;
  /** Takes back what no worker has begun. Safe to call again. */
  readonly close: () => Promise<void>;
}

export interface HandOutDeps {
  readonly base: BaseRom;
}

interface Waiting {
  readonly order: SealOrder;
  readonly settle: (answer: Answer | null) => void;
}

/**
 * Hands out orders through Redis. BullMQ distributes them, and gives those of a worker that has died to another one. Answers
 * have keys of their own, so that their size is known before they are fetched, and nothing of them is left behind.
 *
 * Once the connection is lost, nothing more is handed out.
 */
export async function openHandOut(
  { client, attempt, lose, lost }: SharedRedis,
  { base }: HandOutDeps,
): Promise<HandOut> {
  const { Queue } = await import('bullmq');
  const name = queueOf(base);
  const queue = new Queue(name, {
    connection: client,
    prefix: KEY_PREFIX,
    skipVersionCheck: true,
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  const waiting = new Map<string, Waiting>();
  /** Orders on their way into Redis. */
  const offering = new Set<Promise<Offer | null>>();
  let closing = false;
  let looking: Subscription | null = null;

  const settle = (id: string, answer: Answer | null): void => {
    waiting.get(id)?.settle(answer);
    waiting.delete(id);
    if (waiting.size > 0) return;
    looking?.unsubscribe();
    looking = null;
  };
  queue.on('error', lose);
  lost.addEventListener('abort', () => {
    for (const id of [...waiting.keys()]) settle(id, null);
  });

  const discard = async (id: string): Promise<void> => {
    const { patch, answer } = keysOf(name, id);
    await client.del(patch, answer);
  };

  const look = async (): Promise<void> => {
    for (const [id, { order }] of [...waiting]) {
      const { answer: key } = keysOf(name, id);
      if ((await client.exists(key)) === 0) continue;
      const answer = await readAnswer(client, key, order);
      await discard(id);
      settle(id, answer);
    }
  };

  const put = (order: SealOrder): Promise<Offer | null> =>
    attempt(async () => {
      const id = randomUUID();
      const { patch, answer: answerKey } = keysOf(name, id);
      await client.set(patch, order.patch, 'PX', KEPT_MS);
      await queue.add('seal', jobOf(order), { jobId: id });
      const answer = new Promise<Answer | null>((resolve) => waiting.set(id, { order, settle: resolve }));
      looking ??= interval(LOOK_MS)
        .pipe(exhaustMap(() => defer(() => attempt(look, undefined))))
        .subscribe();
      const forget = async (): Promise<void> => {
        settle(id, null);
        await attempt(() => discard(id), undefined);
      };
      return {
        answer,
        forget,
        withdraw: () =>
          attempt(async () => {
            if (!waiting.has(id) || (await client.exists(answerKey)) === 1) return false;
            if ((await queue.remove(id)) === 0) return false;
            await forget();
            return true;
          }, true),
      };
    }, null);

  return {
    offer: async (order) => {
      if (closing) return null;
      const offer = put(order);
      offering.add(offer);
      return offer.finally(() => offering.delete(offer));
    },
    close: async () => {
      if (closing) return;
      closing = true;
      await Promise.all(offering);
      for (const id of [...waiting.keys()]) {
        await attempt(() => queue.remove(id), 0);
        await attempt(() => discard(id), undefined);
        settle(id, null);
      }
      await queue.close().catch(() => undefined);
    },
  };
}

/** Checks the sizes first: what is too large is not fetched. */
async function readAnswer(client: Redis, key: string, { patch, rom }: SealOrder): Promise<Answer> {
  const problemSize = await client.hstrlen(key, 'problem');
  if (problemSize > MAX_PROBLEM_LENGTH) return { problem: 'the worker gave a reason that is too long' };
  if (problemSize > 0) return { problem: (await client.hget(key, 'problem')) ?? 'the worker gave none' };
  const blobs = await Promise.all(
    [['patchBlob', patch] as const, ['romBlob', rom] as const].map(async ([field, content]) => {
      const size = await client.hstrlen(key, field);
      return size <= largestBlob(content) ? await client.hgetBuffer(key, field) : null;
    }),
  );
  const [patchBlob, romBlob] = blobs;
  return patchBlob && romBlob ? { patchBlob, romBlob } : { problem: 'a blob is missing or far too large' };
}

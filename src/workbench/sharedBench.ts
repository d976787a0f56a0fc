import { setTimeout as sleep } from 'node:timers/promises';
import { acceptPair } from '../formats/acceptPair.js';
import type { SealedPair } from '../formats/sealPair.js';
import { BlobError } from '../model/errors.js';
import type { BaseRom } from '../model/rom.js';
import type { Answer, HandOut, Offer } from './handOut.js';
import { createSemaphore } from './semaphore.js';
import type { SealOrder, Workbench } from './workbench.js';

export interface SharedBenchOptions {
  /** How many pairs are sealed on this machine at a time; the others are handed out. */
  readonly lanes: number;
  /** How long to wait for a worker to return a pair before it is sealed here, once a lane is free. */
  readonly patienceMs: number;
}

export interface SharedBenchDeps {
  /** Does this machine's share. */
  readonly own: Workbench;
  readonly handOut: HandOut;
  readonly base: BaseRom;
  readonly warn: (message: string) => void;
}

/** How soon a pair that a worker was found sealing queues for a lane again. */
const AGAIN_MS = 500;
const LANE = 'a lane' as const;

/**
 * Seals on this machine what it has lanes for, and hands out the rest. A lane that becomes free takes back the oldest pair
 * that no worker has begun, so nothing waits for workers that are not there. What comes back is opened and compared with
 * what was to be sealed; if it differs, the pair is sealed here.
 *
 * Patches are applied here: that takes milliseconds, and the ROM must be written here anyway.
 */
export function sharedBench(
  { lanes: count, patienceMs }: SharedBenchOptions,
  { own, handOut, base, warn }: SharedBenchDeps,
): Workbench {
  const lanes = createSemaphore(count);

  /** The pair, if it is valid; otherwise warns, and returns null. */
  const accepted = async (order: SealOrder, answer: Answer | null): Promise<SealedPair | null> => {
    if (answer === null) return null;
    try {
      if ('problem' in answer) throw new BlobError(`Reason: ${answer.problem}`);
      return await acceptPair({ ...order, baseRom: base.bytes }, answer, order.chance);
    } catch (error) {
      if (!(error instanceof BlobError)) throw error;
      warn(`${order.gameId}: a worker's answer was rejected; the patch is sealed here instead. ${error.message}`);
      return null;
    }
  };

  return {
    apply: own.apply,
    seal: async (order) => {
      let turn = lanes.ask();
      try {
        const offer = turn.hasBegun() ? null : await handOut.offer(order);
        const given = offer?.answer.then((answer) => accepted(order, answer)) ?? null;
        const until = Date.now() + patienceMs;
        while (offer !== null && given !== null) {
          const won = await Promise.race([given, turn.begun.then(() => LANE)]);
          if (won === null) break;
          if (won !== LANE) return won;
          if (await takeBack(offer, Date.now() >= until)) break;
          // A worker is sealing it: meanwhile, the lane is for others.
          turn.end();
          await Promise.race([given, sleep(AGAIN_MS)]);
          turn = lanes.ask();
        }
        await turn.begun;
        return await own.seal(order);
      } finally {
        turn.end();
      }
    },
    close: async () => {
      await handOut.close();
      await own.close();
    },
  };
}

/** Takes the pair back if it can, and says whether it is ours again. */
async function takeBack(offer: Offer, late: boolean): Promise<boolean> {
  if (await offer.withdraw()) return true;
  if (late) await offer.forget();
  return late;
}

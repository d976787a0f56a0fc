import { setTimeout as sleep } from 'node:timers/promises';
import { acceptPair } from '../formats/acceptPair.js';
import type { SealedPair } from '../formats/sealPair.js';
import { BlobError } from '../model/errors.js';
import type { BaseRom } from '../model/rom.js';
import type { Answer, HandOut, Offer } from './handOut.js';
import { createLanes } from './lanes.js';
import type { SealOrder, Workbench } from './workbench.js';

export interface SharedBenchOptions {
  /** Pairs that are sealed on this machine at a time; the others are handed out. */
  readonly lanes: number;
  /** After so long a pair that a worker has not given back is sealed here, once there is a lane for it. */
  readonly patienceMs: number;
}

export interface SharedBenchDeps {
  /** Where this machine's part is done. */
  readonly own: Workbench;
  readonly handOut: HandOut;
  readonly base: BaseRom;
  readonly warn: (message: string) => void;
}

/** A lane that has found a pair in a worker's hands comes back to it after so long. */
const AGAIN_MS = 500;
const LANE = 'a lane' as const;

/**
 * Seals on this machine what it has lanes for, and hands out the rest. A lane that becomes free takes back the oldest pair
 * that no worker has begun with: so nothing waits for workers that are not there. What comes back is opened and held against
 * what was to be sealed; a pair that is anything else is sealed here.
 *
 * Patches are applied here: it takes milliseconds, and the ROM must be written here anyway.
 */
export function sharedBench(
  { lanes: count, patienceMs }: SharedBenchOptions,
  { own, handOut, base, warn }: SharedBenchDeps,
): Workbench {
  const lanes = createLanes(count);

  /** The pair, if it is one; else null, and a warning. */
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
          // A worker has it in hand: the lane is for others meanwhile.
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

/** Whether the pair is ours again. */
async function takeBack(offer: Offer, late: boolean): Promise<boolean> {
  if (await offer.withdraw()) return true;
  if (late) await offer.forget();
  return late;
}

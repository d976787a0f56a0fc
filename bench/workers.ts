import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { demoBaseRom } from '../src/demo/baseRom.js';
import { editedRom } from '../src/demo/editedRom.js';
import { acceptPair } from '../src/formats/acceptPair.js';
import { sha224Hex } from '../src/formats/hashes.js';
import { makeBps } from '../src/formats/makeBps.js';
import { drawRandomness } from '../src/formats/sealRandomness.js';
import { ownBench } from '../src/workbench/ownBench.js';
import { threadBench } from '../src/workbench/threadBench.js';
import type { SealOrder, Workbench } from '../src/workbench/workbench.js';
import { type Comparison, compared } from './comparison.js';

const MIB = 1024 * 1024;
const HACKS = 4;
const ROUNDS = 2;

const base = demoBaseRom();

/** Patches with ROMs as large as those of most hacks. */
const patches: readonly Buffer[] = Array.from({ length: HACKS }, (_, seed) =>
  makeBps(base.bytes, editedRom(base.bytes, seed, (1 + (seed % 4)) * MIB)),
);

const orderOf = (patch: Buffer, rom: Buffer): SealOrder => {
  const chance = drawRandomness({ randomBytes, now: Date.now });
  return { gameId: '1', patch, patSha224: sha224Hex(patch), rom, compression: 'fast', chance };
};

/** Does the CPU-bound work on all hacks, as many at a time as an update works on. */
async function workOff(bench: Workbench, atATime: number): Promise<number> {
  const waiting = [...patches];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (let patch = waiting.pop(); patch !== undefined; patch = waiting.pop()) {
        await bench.seal(orderOf(patch, await bench.apply(patch)));
      }
    }),
  );
  return performance.now() - begun;
}

/** The fastest of several rounds, taken in turns so that whatever else the machine does affects all alike. */
async function fastest(benches: readonly Workbench[], atATime: number): Promise<readonly number[]> {
  const best = benches.map(() => Infinity);
  for (const bench of benches) await bench.apply(patches[0] ?? Buffer.alloc(0));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, bench] of benches.entries()) {
      best[index] = Math.min(best[index] ?? Infinity, await workOff(bench, atATime));
    }
  }
  await Promise.all(benches.map((bench) => bench.close()));
  return best;
}

/** Compares the update's share of a pair sealed by another machine with sealing the pair, one after the other. */
async function compareAccepting(): Promise<Comparison> {
  const bench = ownBench(base);
  const best = { seal: Infinity, accept: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    const took = { seal: 0, accept: 0 };
    for (const patch of patches) {
      const order = orderOf(patch, await bench.apply(patch));
      const begun = performance.now();
      const pair = await bench.seal(order);
      const sealed = performance.now();
      await acceptPair({ ...order, baseRom: base.bytes }, pair, order.chance);
      took.seal += sealed - begun;
      took.accept += performance.now() - sealed;
    }
    best.seal = Math.min(best.seal, took.seal);
    best.accept = Math.min(best.accept, took.accept);
  }
  return compared({
    what: `take over ${HACKS} pairs that another machine has sealed`,
    ours: 'open and compare',
    value: best.accept,
    against: 'seal them',
    itsValue: best.seal,
  });
}

/**
 * Compares patching and sealing in one and two threads with the main thread, which has libuv's threads for native code; and
 * measures what other machines can save an update.
 */
export async function compareWorkers(): Promise<readonly Comparison[]> {
  const atATime = availableParallelism();
  const benches = [ownBench(base), threadBench(base, 1), threadBench(base, 2)];
  const [own = 0, one = 0, two = 0] = await fastest(benches, atATime);
  const what = `patch and seal ${HACKS} hacks, ${atATime} at a time`;
  return [
    compared({ what, ours: '1 thread', value: one, against: 'no thread', itsValue: own }),
    compared({ what, ours: '2 threads', value: two, against: 'no thread', itsValue: own }),
    compared({ what, ours: '2 threads', value: two, against: '1 thread', itsValue: one }),
    await compareAccepting(),
  ];
}

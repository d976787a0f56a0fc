import { median } from './measure.js';

/** Work that takes long enough for a single call to be timed, by name. */
export type LongContenders = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * The median time of each contender, in milliseconds. Like {@link import('./measure.js').measure}, but for asynchronous work
 * of many milliseconds: each has one turn per round, after a warm-up turn that does not count.
 */
export async function measureInTurns(contenders: LongContenders, rounds: number): Promise<Map<string, number>> {
  const runs = Object.entries(contenders).map(([name, work]) => ({ name, work, times: new Array<number>() }));
  for (let round = 0; round <= rounds; round++) {
    for (const { work, times } of round % 2 === 0 ? runs : runs.toReversed()) {
      globalThis.gc?.();
      const start = performance.now();
      await work();
      if (round > 0) times.push(performance.now() - start);
    }
  }
  return new Map(runs.map(({ name, times }) => [name, median(times)]));
}

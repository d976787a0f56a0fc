/** Work to be timed, by name. */
export type Contenders = Readonly<Record<string, () => unknown>>;

/** So much work, in milliseconds, goes into one sample: more than the clock's grain, less than a slice of the system. */
const SAMPLE_MS = 4;

/** The middle value; of an even number of them the upper of both. NaN when there is none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** The time of one of `calls` calls, in milliseconds. */
function sample(work: () => unknown, calls: number): number {
  // Memory that earlier work gave back is cheap to take: every sample finds the same.
  globalThis.gc?.();
  const start = performance.now();
  for (let call = 0; call < calls; call++) work();
  return (performance.now() - start) / calls;
}

/**
 * The median time of one call of each contender, in milliseconds. They take turns, sample by sample, so that what
 * disturbs the machine disturbs all of them alike. Steadier under `node --expose-gc`.
 */
export function measure(contenders: Contenders, rounds = 41): Map<string, number> {
  const runs = Object.entries(contenders).map(([name, work]) => {
    sample(work, 10);
    return { name, work, calls: Math.ceil(SAMPLE_MS / sample(work, 10)), times: new Array<number>() };
  });
  for (let round = 0; round < rounds; round++) {
    for (const { work, calls, times } of round % 2 === 0 ? runs : runs.toReversed()) times.push(sample(work, calls));
  }
  return new Map(runs.map(({ name, times }) => [name, median(times)]));
}

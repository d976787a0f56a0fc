/** Work to be timed, by name. */
export type Contenders = Readonly<Record<string, () => unknown>>;

/** The duration of one sample, in milliseconds: longer than the clock's resolution, shorter than a scheduler time slice. */
const SAMPLE_MS = 4;

/** The median; of an even number of values, the upper of the middle two. NaN if there is none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** The mean time of one of `calls` calls, in milliseconds. */
function sample(work: () => unknown, calls: number): number {
  // Memory freed by earlier work is cheap to allocate: give every sample the same conditions.
  globalThis.gc?.();
  const start = performance.now();
  for (let call = 0; call < calls; call++) work();
  return (performance.now() - start) / calls;
}

/**
 * The median time of one call of each contender, in milliseconds. They take turns, sample by sample, so that whatever
 * disturbs the machine affects all of them alike. More stable under `node --expose-gc`.
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

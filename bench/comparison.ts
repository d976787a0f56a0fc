import { z } from 'zod';

/** One line of the result: two values of one run, each of which is better the smaller it is. */
export const comparison = z.object({
  /** What both do. */
  subject: z.string(),
  ours: z.string(),
  against: z.string(),
  unit: z.enum(['ms', 'MiB']),
  oursValue: z.number(),
  againstValue: z.number(),
  /** `oursValue` over `againstValue`: below 1, ours is better. */
  ratio: z.number(),
  /** The ratio that is promised at most; null where there is no promise. */
  aim: z.number().nullable(),
});

export type Comparison = z.infer<typeof comparison>;

/** What a benchmark writes. Ratios can be held against those of other runs and machines, the values cannot. */
export const benchRecord = z.object({
  machine: z.object({ node: z.string(), cpu: z.string(), cores: z.int(), platform: z.string() }),
  comparisons: z.array(comparison),
});

export type BenchRecord = z.infer<typeof benchRecord>;

/** Puts a line together out of two values. */
export function compared(
  line: Omit<Comparison, 'ratio' | 'unit' | 'aim'> & Partial<Pick<Comparison, 'unit' | 'aim'>>,
): Comparison {
  return { unit: 'ms', aim: null, ...line, ratio: line.oursValue / line.againstValue };
}

/** A line that has become worse. */
export interface Slower {
  readonly line: Comparison;
  /** Its ratio in the earlier run. */
  readonly before: number;
}

/** Share by which a ratio may rise before it is worth a word. */
const TOLERANCE = 0.15;

const nameOf = ({ subject, ours, against }: Comparison): string => JSON.stringify([subject, ours, against]);

/** Which lines are worse than in an earlier run by more than 15 %; lines that only one of them has are passed over. */
export function slowerThan(earlier: readonly Comparison[], now: readonly Comparison[]): readonly Slower[] {
  const ratios = new Map(earlier.map((line) => [nameOf(line), line.ratio]));
  return now.flatMap((line) => {
    const before = ratios.get(nameOf(line));
    return before !== undefined && line.ratio > before * (1 + TOLERANCE) ? [{ line, before }] : [];
  });
}

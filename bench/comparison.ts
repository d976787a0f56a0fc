import { z } from 'zod';

/** Two values of one run, each of which is better the smaller it is. */
export const comparison = z.object({
  /** What both do. */
  what: z.string(),
  /** How we do it. */
  ours: z.string(),
  value: z.number(),
  unit: z.string(),
  /** The peer, or the bare work that nobody can do without. */
  against: z.string(),
  itsValue: z.number(),
  /** `value` over `itsValue`: below 1, ours is better. */
  ratio: z.number(),
  /** The ratio that is promised at most; null where there is no promise. */
  aim: z.number().nullable(),
  /** Whether the promise is kept; null where there is none. */
  met: z.boolean().nullable(),
});

export type Comparison = z.infer<typeof comparison>;

/**
 * Puts a comparison together out of two values. Milliseconds, unless it says otherwise.
 *
 * @throws RangeError - the values have no ratio
 */
export function compared(
  line: Omit<Comparison, 'ratio' | 'unit' | 'aim' | 'met'> & Partial<Pick<Comparison, 'unit' | 'aim'>>,
): Comparison {
  const { unit = 'ms', aim = null } = line;
  const ratio = line.value / line.itsValue;
  if (!Number.isFinite(ratio)) throw new RangeError(`"${line.what}" compares ${line.value} with ${line.itsValue}.`);
  return { ...line, unit, ratio, aim, met: aim === null ? null : ratio <= aim };
}

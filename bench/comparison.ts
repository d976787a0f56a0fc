import { z } from 'zod';

/** Two values from the same run; for both, smaller is better. */
export const comparison = z.object({
  /** What both sides do. */
  what: z.string(),
  /** How we do it. */
  ours: z.string(),
  value: z.number(),
  unit: z.string(),
  /** The peer, or the bare work that no implementation can avoid. */
  against: z.string(),
  itsValue: z.number(),
  /** `value` over `itsValue`: below 1, ours is better. */
  ratio: z.number(),
  /** The promised maximum ratio; null if there is no promise. */
  aim: z.number().nullable(),
  /** Whether the promise is kept; null if there is none. */
  met: z.boolean().nullable(),
});

export type Comparison = z.infer<typeof comparison>;

/**
 * Makes a comparison of two values, in milliseconds unless `unit` says otherwise.
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

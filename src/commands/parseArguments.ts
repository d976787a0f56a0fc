import type { z } from 'zod';
import { UsageError } from '../model/errors.js';

/**
 * Parses what was typed after a command's name.
 *
 * @param schema - its messages must be sentences
 * @throws UsageError - lists every mistake at once
 */
export function parseArguments<T>(schema: z.ZodType<T>, typed: unknown): T {
  const { data, error } = schema.safeParse(typed);
  if (error === undefined) return data;
  throw new UsageError(error.issues.map(({ message }) => message).join(' '));
}

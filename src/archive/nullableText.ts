import { z } from 'zod';

/** Text in a row; null when unknown, for which old rows have an empty string. */
export const nullableText = z
  .string()
  .nullable()
  .transform((text) => (text === '' ? null : text));

/** The name of a state; another tool's table may allow NULL there. */
export const stateName = z
  .string()
  .nullable()
  .transform((word) => word ?? 'unknown');

/** Whether a row has a value there. */
export const isKnown = (text: string | null | undefined): text is string =>
  text !== null && text !== undefined && text !== '';

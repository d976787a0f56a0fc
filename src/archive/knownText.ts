import { z } from 'zod';

/** Text in a row; null is what is not known, for which old rows have an empty text. */
export const knownText = z
  .string()
  .nullable()
  .transform((text) => (text === '' ? null : text));

/** The word for a state; a table of another make may let a row tell none. */
export const stateWord = z
  .string()
  .nullable()
  .transform((word) => word ?? 'unknown');

/** Whether a row tells something there. */
export const isKnown = (text: string | null | undefined): text is string =>
  text !== null && text !== undefined && text !== '';

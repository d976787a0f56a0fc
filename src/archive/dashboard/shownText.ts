import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';

/** Text of a row as lists show it, its entities decoded; blank is not known. */
export const shownText = z
  .string()
  .nullable()
  .transform((text) => (text === null || text.trim() === '' ? null : decodeHTMLStrict(text)));

import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';

/** Text of a row as lists show it, its entities decoded; blank means unknown. */
export const shownText = z
  .string()
  .nullable()
  .transform((text) => (text === null || text.trim() === '' ? null : decodeHTMLStrict(text)));

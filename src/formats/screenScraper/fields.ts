import { z } from 'zod';

/** Text that is not empty, trimmed. */
export const someText = z.string().trim().min(1).nullable().catch(null);

/** Lower case, the form in which regions and languages are compared. */
export const shortName = z.string().trim().toLowerCase().min(1).nullable().catch(null);

/** A non-negative integer, as text. */
export const wholeNumber = z
  .string()
  .trim()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .nullable()
  .catch(null);

/** A number from 0 to 20, as text; some use a decimal comma. */
export const noteOutOf20 = z
  .string()
  .trim()
  .regex(/^\d+(?:[.,]\d+)?$/)
  .transform((text) => Number(text.replace(',', '.')))
  .pipe(z.number().max(20))
  .nullable()
  .catch(null);

/** A hash of that many hex digits, in lower case. */
const hashOf = (digits: number) =>
  z
    .string()
    .trim()
    .toLowerCase()
    .regex(new RegExp(`^[0-9a-f]{${digits}}$`))
    .nullable()
    .catch(null);

export const crc32 = hashOf(8);
export const md5 = hashOf(32);
export const sha1 = hashOf(40);

/** `true` or `1`. */
export const yes = (text: string | undefined): boolean => /^\s*(?:true|1)\s*$/i.test(text ?? '');

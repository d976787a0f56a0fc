import { z } from 'zod';

/** A time as the tables of a scrape hold it: ISO 8601, UTC, so that text sorts by time. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Such a time in a row, in milliseconds since 1970. */
export const isoColumn = z.iso.datetime().transform((text) => Date.parse(text));

/** A number stored as text in a row. */
export const numberColumn = z.string().transform(Number).pipe(z.number());

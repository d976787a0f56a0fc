import { z } from 'zod';

/** A time as SQLite's CURRENT_TIMESTAMP writes it: `YYYY-MM-DD HH:MM:SS`, UTC. */
export function sqlTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** Such a time in a row, as ISO 8601; null for what other tools wrote in another form. */
export const sqlTimeColumn = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => {
    const ms = Date.parse(`${text ?? ''}Z`.replace(' ', 'T'));
    return Number.isNaN(ms) ? null : new Date(ms).toISOString();
  });

import type { Row } from '../archive/connection.js';
import type { Finding, Place } from '../model/verify.js';
import { damage, notice } from './verifyDeps.js';

/** What a row says and what it must say, by column; null means unknown. */
export interface ColumnCheck {
  readonly table: 'patchblobs' | 'gameversions' | 'attachments';
  /** Whose row it is. */
  readonly what: string;
  readonly said: Readonly<Record<string, string | null>>;
  readonly truth: Readonly<Record<string, string | null>>;
  /** Writes columns of the row. */
  readonly set: (row: Row) => Promise<void>;
}

/**
 * Checks columns against what is true: a column with another value is damage, columns without one are a notice. Columns
 * whose true value is unknown are not checked.
 */
export function verifyColumns({ table, what, said, truth, set }: ColumnCheck): readonly Finding[] {
  const place = (columns: string): Place => ({
    kind: table === 'attachments' ? 'attachment' : 'row',
    what,
    where: `${table}.${columns}`,
  });
  const checked = Object.entries(truth).flatMap(([column, value]) =>
    value === null ? [] : [{ column, value, found: said[column] ?? null }],
  );
  const wrong = checked.filter(({ value, found }) => found !== null && found !== value);
  const unknown = checked.filter(({ found }) => found === null);
  const findings = wrong.map(({ column, value, found }) =>
    damage(place(column), `It is ${shown(found ?? '')}, but should be ${shown(value)}.`, {
      how: 'set to match the bytes',
      run: () => set({ [column]: value }),
    }),
  );
  if (unknown.length === 0) return findings;
  const columns = unknown.map(({ column }) => column).join(', ');
  const fill = notice(place(columns), 'It is empty.', {
    how: 'filled in',
    run: () => set(Object.fromEntries(unknown.map(({ column, value }) => [column, value]))),
  });
  return [...findings, fill];
}

const shown = (text: string): string => JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);

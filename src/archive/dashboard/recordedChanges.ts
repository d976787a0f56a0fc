import { z } from 'zod';
import { jsonAs } from '../../formats/jsonAs.js';

const value = z
  .union([z.string(), z.number().transform(String), z.boolean().transform(String)])
  .nullable()
  .catch(null);
const changes = z.record(z.string(), z.object({ old: value, new: value }));

/** The columns that changed, from the JSON in which they are stored; none when it holds something else. */
export function recordedChanges(
  json: string | null,
): { readonly column: string; readonly old: string | null; readonly new: string | null }[] {
  return Object.entries(jsonAs(changes, json) ?? {}).map(([column, change]) => ({ column, ...change }));
}

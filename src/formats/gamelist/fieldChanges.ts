import { MANAGED_FIELDS, type MergeStrategy, USER_FIELDS } from '../../model/gamelist.js';
import type { GamelistEntry } from './parseGamelist.js';

/** What a merge does to the fields of an entry. Fields that are not listed stay as they are. */
export interface FieldChanges {
  /** The new text of each field, in field order. */
  readonly set: ReadonlyMap<string, string>;
  /** Fields to remove, unless they are set; of several with one name, all but the first are removed in any case. */
  readonly clear: ReadonlySet<string>;
}

const MANAGED: ReadonlySet<string> = new Set(MANAGED_FIELDS);
const NOTHING: ReadonlySet<string> = new Set();
const ALL: ReadonlySet<string> = new Set([...MANAGED_FIELDS, ...USER_FIELDS]);

/**
 * What a strategy does to an existing entry.
 *
 * | strategy | managed fields | the user's own |
 * |---|---|---|
 * | `preserve_user_edits` | filled where missing or blank | untouched |
 * | `refresh_metadata` | replaced where something is known | untouched, but a high rating makes a favorite |
 * | `reset_all` | exactly what is known | exactly as in a new entry |
 *
 * @param fields - as a new entry would have them: {@link import('./entryFields.js').entryFields}
 */
export function fieldChanges(
  entry: GamelistEntry,
  fields: ReadonlyMap<string, string>,
  strategy: MergeStrategy,
): FieldChanges {
  if (strategy === 'reset_all') return { set: fields, clear: ALL };
  const known = [...fields];
  const set =
    strategy === 'refresh_metadata'
      ? known.filter(([name]) => name !== 'sortname')
      : known.filter(([name]) => MANAGED.has(name) && (entry.fields.get(name) ?? '').trim() === '');
  return { set: new Map(set), clear: NOTHING };
}

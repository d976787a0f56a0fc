import type { Condition } from './listRanges.js';

/** What a list can be filtered by. */
export interface Narrowing {
  /** Part of the name, or of whatever else is searched, or an id. */
  readonly search?: string | undefined;
  readonly difficulty?: string | undefined;
  /** One of the game's types, of which it may have several. */
  readonly type?: string | undefined;
}

/** The conditions of a list; all must hold. Columns are those of `romflow_games` and `romflow_queue`. */
export function conditions(narrowing: Narrowing, searched: readonly string[]): readonly Condition[] {
  const wanted = narrowing.search?.trim() ?? '';
  return [...(wanted === '' ? [] : [searching(wanted, searched)]), ...kindConditions(narrowing)];
}

/** Those on the kind alone, which also hold for a row of `romflow_kinds`. */
export function kindConditions({ difficulty, type }: Narrowing): readonly Condition[] {
  const typeSql = `(', ' || type || ', ') LIKE ? ESCAPE '\\'`;
  return [
    ...(difficulty === undefined ? [] : [{ sql: 'difficulty = ?', values: [difficulty] }]),
    ...(type === undefined ? [] : [{ sql: typeSql, values: [containing(`, ${type}, `)] }]),
  ];
}

function searching(text: string, columns: readonly string[]): Condition {
  const likes = columns.map((column) => `${column} LIKE ? ESCAPE '\\'`);
  return {
    sql: `(${[...likes, 'id = CAST(? AS INTEGER)'].join(' OR ')})`,
    values: [...columns.map(() => containing(text)), /^\d{1,18}$/.test(text) ? text : '-1'],
  };
}

/** The LIKE pattern, with `\` as its escape, of anything that contains this text. */
function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

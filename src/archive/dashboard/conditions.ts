/** What a list can be narrowed by. */
export interface Narrowing {
  /** A part of the name, or whatever else is searched, or an id. */
  readonly search?: string | undefined;
  readonly difficulty?: string | undefined;
  /** One of the game's types, of which it may have several. */
  readonly type?: string | undefined;
}

/** The conditions of a list and their values; all must hold. Columns are those of `romflow_games` and `romflow_queue`. */
export function conditions(
  { search, difficulty, type }: Narrowing,
  searched: readonly string[],
): { readonly sql: readonly string[]; readonly values: readonly string[] } {
  const wanted = search?.trim() ?? '';
  const all: { readonly sql: string; readonly values: readonly string[] }[] = [];
  if (wanted !== '') {
    const likes = searched.map((column) => `${column} LIKE ? ESCAPE '\\'`);
    all.push({
      sql: `(${[...likes, 'id = CAST(? AS INTEGER)'].join(' OR ')})`,
      values: [...searched.map(() => containing(wanted)), /^\d{1,18}$/.test(wanted) ? wanted : '-1'],
    });
  }
  if (difficulty !== undefined) all.push({ sql: 'difficulty = ?', values: [difficulty] });
  if (type !== undefined) {
    all.push({ sql: `(', ' || type || ', ') LIKE ? ESCAPE '\\'`, values: [containing(`, ${type}, `)] });
  }
  return { sql: all.map(({ sql }) => sql), values: all.flatMap(({ values }) => values) };
}

/** The pattern of LIKE, with `\` for its escape, of what has this text in it. */
function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/**
 * The name under which a title is sorted, with its article at the end: `The Legend of Zelda` → `Legend of Zelda, The`.
 *
 * @returns null when the title does not begin with an English article, or consists of nothing else
 */
export function sortName(name: string): string | null {
  const [, article, rest] = /^\s*(the|an|a)\s+(\S.*)$/isu.exec(name) ?? [];
  return article === undefined || rest === undefined ? null : `${rest.trimEnd()}, ${article}`;
}

/** A dot and what follows it, unless that reads like words: `Super Mario Bros. 3` has no extension. */
const EXTENSION = /(?<=.)\.[^.\s()[\]]*$/u;
/** What is in parentheses or brackets, with others of their kind in them. */
const TAGS = /\((?:[^()]|\([^()]*\))*\)|\[(?:[^[\]]|\[[^[\]]*\])*\]/gu;

export interface NameOptions {
  /** A file's name, with its extension. */
  readonly isFile?: boolean;
}

/**
 * A name without tags (`(USA)`, `[!]`) and, of a file, without extension: what ScreenScraper is searched for. It does not know
 * that some write `_` for a blank.
 */
export function bareName(name: string, { isFile = false }: NameOptions = {}): string {
  const stem = isFile ? name.replace(EXTENSION, '') : name;
  return stem
    .replace(TAGS, ' ')
    .replace(/[\s_]+/gu, ' ')
    .trim();
}

/** A dot and what follows it, unless that reads like words: `Super Mario Bros. 3` has no extension. */
const EXTENSION = /(?<=.)\.[^.\s()[\]]*$/u;
/** Whatever is in parentheses or brackets, including one nested level. */
const TAGS = /\((?:[^()]|\([^()]*\))*\)|\[(?:[^[\]]|\[[^[\]]*\])*\]/gu;

export interface NameOptions {
  /** The name is a file's, with its extension. */
  readonly isFile?: boolean;
}

/**
 * A name without tags (`(USA)`, `[!]`) and, if it is a file's, without extension: what to search ScreenScraper for.
 * Underscores become spaces, since the site does not know that some people write `_` for one.
 */
export function bareName(name: string, { isFile = false }: NameOptions = {}): string {
  const stem = isFile ? name.replace(EXTENSION, '') : name;
  return stem
    .replace(TAGS, ' ')
    .replace(/[\s_]+/gu, ' ')
    .trim();
}

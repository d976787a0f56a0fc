/** What is known about a hack's type and difficulty; empty text means unknown. */
export interface TypeParts {
  /** The site's label, `fields.type`. */
  readonly type: string;
  /** The site's label, `fields.difficulty`. */
  readonly difficulty: string;
  /** The id behind the difficulty's label, which survives renames. */
  readonly rawDifficulty: string;
  /** The ids behind the type's label. */
  readonly rawTypes: readonly string[];
}

/**
 * Combines a hack's labels and their ids into one line, leaving out what is unknown: `Kaizo: Advanced (diff_4)
 * (kaizo)`, `Standard: Easy (diff_2) (standard, traditional)`, `Puzzle: Normal (puzzle)`, `Easy`.
 *
 * @returns null when nothing is known
 */
export function combinedType({ type, difficulty, rawDifficulty, rawTypes }: TypeParts): string | null {
  const labels = [type, difficulty].filter(isKnown).join(': ');
  const ids = [rawDifficulty, rawTypes.join(', ')].filter(isKnown).map((id) => `(${id})`);
  const line = [labels, ...ids].filter(isKnown).join(' ');
  return line === '' ? null : line;
}

const isKnown = (part: string): boolean => part !== '';

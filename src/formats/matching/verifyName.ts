import { normalizeName } from './normalizeName.js';
import { similarity } from './similarity.js';

/** How strictly a name is compared when no hash decides. */
export const STRICTNESSES = ['strict', 'normal', 'lenient', 'disabled'] as const;

export type Strictness = (typeof STRICTNESSES)[number];

const MIN_SIMILARITY: Readonly<Record<Strictness, number>> = {
  strict: 0.8,
  normal: 0.6,
  lenient: 0.4,
  disabled: 0,
};

const MIN_LETTERS = 3;

export interface NameVerdict {
  readonly match: boolean;
  /** That of the most similar name, from 0 to 1. */
  readonly similarity: number;
}

/**
 * Whether a game's name fits a ROM: one of its names is similar enough, or they share half of the words of three or
 * more letters in either of them. Shared words count at any strictness: `Tetris.gb` fits `Tetris Plus` as well.
 *
 * @param romName - the file's name, with its extension
 * @param titles - all names of the game
 */
export function verifyName(romName: string, titles: readonly string[], strictness: Strictness): NameVerdict {
  const best = nameSimilarity(romName, titles);
  const own = wordsOf(normalizeName(romName, { isFile: true }));
  const sharesWords = titles.some((title) => sharesHalf(own, wordsOf(normalizeName(title))));
  return { match: best >= MIN_SIMILARITY[strictness] || sharesWords, similarity: best };
}

/**
 * The similarity between a file's name and the most similar of a game's names, from 0 to 1; 0 if normalization leaves
 * nothing of either.
 */
export function nameSimilarity(romName: string, titles: readonly string[]): number {
  const own = normalizeName(romName, { isFile: true });
  const names = titles.map((title) => normalizeName(title)).filter((name) => name !== '');
  return own === '' ? 0 : names.reduce((best, name) => Math.max(best, similarity(own, name)), 0);
}

const wordsOf = (name: string): ReadonlySet<string> =>
  new Set(name.split(' ').filter((word) => word.length >= MIN_LETTERS));

function sharesHalf(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared > 0 && shared >= Math.min(one.size, other.size) / 2;
}

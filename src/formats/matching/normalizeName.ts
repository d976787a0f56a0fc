import { normalForm } from '../normalForm.js';
import { scrapedText } from '../scrapedText.js';
import { type NameOptions, bareName } from './bareName.js';

const ACCENTS = /[\u0300-\u036f]/gu;
const PUNCTUATION = /[^\p{L}\p{M}\p{N}]+/gu;

/**
 * A name normalized for comparison: without tags, extension, case, accents, punctuation, and a leading or trailing
 * `the`. `Legend of Zelda, The (USA).nes` → `legend of zelda`.
 *
 * @param fileOrTitle - a file's name with `isFile`, else a title, which may still have HTML entities in it
 */
export function normalizeName(fileOrTitle: string, { isFile = false }: NameOptions = {}): string {
  const bare = bareName(isFile ? fileOrTitle : scrapedText(fileOrTitle), { isFile }).toLowerCase();
  return normalForm(normalForm(bare, 'NFD').replace(ACCENTS, ''), 'NFKC')
    .replace(PUNCTUATION, ' ')
    .trim()
    .replace(/^the (?=.)/u, '')
    .replace(/(?<=.) the$/u, '');
}

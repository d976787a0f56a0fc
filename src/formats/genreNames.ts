import type { ScrapedGenre } from '../model/scrapedGame.js';
import { chooseLocalText } from './matching/chooseText.js';
import { scrapedLine } from './scrapedText.js';

/**
 * The distinct names of a game's genres: of the main ones if there are any, else of all.
 *
 * @param language - the preferred language of a name; failing that, English, then the first one offered
 */
export function genreNames(genres: readonly ScrapedGenre[], language: string): readonly string[] {
  const main = genres.filter((genre) => genre.main);
  const chosen = main.length > 0 ? main : genres;
  const names = chosen.map((genre) => scrapedLine(chooseLocalText(genre.names, language) ?? ''));
  return [...new Set(names)].filter((name) => name !== '');
}

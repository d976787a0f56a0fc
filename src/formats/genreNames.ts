import type { ScrapedGenre } from '../model/scrapedGame.js';
import { chooseLocalText } from './matching/chooseText.js';
import { scrapedLine } from './scrapedText.js';

/**
 * The names of a game's genres, each once: of the principal ones when there are any, else of all.
 *
 * @param language - what a name is taken in where there is a choice; else English, else the first one offered
 */
export function genreNames(genres: readonly ScrapedGenre[], language: string): readonly string[] {
  const main = genres.filter((genre) => genre.main);
  const chosen = main.length > 0 ? main : genres;
  const names = chosen.map((genre) => scrapedLine(chooseLocalText(genre.names, language) ?? ''));
  return [...new Set(names)].filter((name) => name !== '');
}

import type { ScrapedEntry } from '../model/gamelist.js';
import type { RomFile } from '../model/romFile.js';
import type { ScrapedGame } from '../model/scrapedGame.js';
import { genreNames } from './genreNames.js';
import { knownFields } from './knownFields.js';
import { chooseLocalText, chooseRegionalText } from './matching/chooseText.js';
import { regionsOfRom } from './matching/romRegions.js';
import { releaseDate } from './releaseDate.js';
import { scrapedLine, scrapedText } from './scrapedText.js';
import { sortName } from './sortName.js';

/** The `source` of the entries. */
const SCREEN_SCRAPER = 'ScreenScraper.fr';

const BEST_NOTE = 20;

export interface EntryPrefs {
  /** Short names, best first. */
  readonly preferredRegions: readonly string[];
  readonly preferredLanguage: string;
  /** Sort `The Legend of Zelda` under L. */
  readonly autoSortname: boolean;
}

/**
 * The gamelist entry of a ROM that is this game. Name and date are those of the best region, description and genres
 * those in the user's language; values that the site does not know, or that are impossible, are left out.
 */
export function scrapedEntry(rom: RomFile, game: ScrapedGame, prefs: EntryPrefs): ScrapedEntry {
  const { preferredRegions, preferredLanguage } = prefs;
  const regions = regionsOfRom(rom);
  const name = scrapedLine(chooseRegionalText(game.names, regions, preferredRegions) ?? '');
  const dates = game.dates.flatMap(({ region, text }) => {
    const date = releaseDate(text);
    return date === null ? [] : { region, text: date };
  });
  return {
    path: rom.path,
    id: game.id,
    source: SCREEN_SCRAPER,
    ...knownFields({
      name,
      desc: scrapedText(chooseLocalText(game.synopses, preferredLanguage) ?? ''),
      rating: ratingText(game.note),
      releasedate: chooseRegionalText(dates, regions, preferredRegions),
      developer: scrapedLine(game.developer ?? ''),
      publisher: scrapedLine(game.publisher ?? ''),
      genre: genreNames(game.genres, preferredLanguage).join(', '),
      players: scrapedLine(game.players ?? ''),
      sortname: prefs.autoSortname ? sortName(name) : null,
    }),
  };
}

/** The note as a fraction of the best one, in the shortest decimals: 18.5 → `0.925`. */
function ratingText(note: number | null): string | null {
  if (note === null || !(note >= 0 && note <= BEST_NOTE)) return null;
  return String(Number((note / BEST_NOTE).toFixed(6)));
}

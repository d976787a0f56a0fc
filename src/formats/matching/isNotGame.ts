import type { ScrapedGame } from '../../model/scrapedGame.js';
import { scrapedText } from '../scrapedText.js';

/** How ScreenScraper names what is not a game: `ZZZ(notgame):Demo`. */
const NOT_GAME = /^zzz\s*\(notgame\)/iu;

/** Whether ScreenScraper says that this is not a game but a tool, a demo or a BIOS. It is never a match. */
export function isNotGame(game: Pick<ScrapedGame, 'notGame' | 'names'>): boolean {
  return game.notGame || game.names.some(({ text }) => NOT_GAME.test(scrapedText(text)));
}

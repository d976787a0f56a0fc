import type { ScrapedGame, ScraperAccount } from '../../model/scrapedGame.js';
import { esDeRoots } from '../esDeXml.js';
import { withoutForbidden } from '../forbiddenXml.js';
import { XmlError, type XmlElement, childOf, childText, childrenOf } from '../xml.js';
import { plainTextError } from './answerError.js';
import { parseAccount } from './parseAccount.js';
import { parseGame } from './parseGame.js';

/** More than the site returns; each one is compared with the ROM. */
const MAX_GAMES = 50;

/**
 * The response to `jeuInfos`: a game, or null if there is none in it.
 *
 * @param text - the response body
 * @throws CredentialsError, QuotaError, RateLimitedError, SoftwareBarredError, UnmatchedError, RomError - what a text
 *   in place of XML says
 * @throws TransientHttpError - any other text, or truncated XML
 * @see https://www.screenscraper.fr/webapi2.php
 */
export function parseGameAnswer(text: string): {
  readonly account: ScraperAccount;
  readonly game: ScrapedGame | null;
} {
  const data = parseData(text);
  const jeu = childOf(data, 'jeu');
  return { account: parseAccount(data), game: jeu === undefined ? null : parseGame(jeu) };
}

/**
 * The response to `jeuRecherche`: 50 games at most, in the site's order; one empty game stands for none. Throws as
 * {@link parseGameAnswer}.
 */
export function parseSearchAnswer(text: string): {
  readonly account: ScraperAccount;
  readonly games: readonly ScrapedGame[];
} {
  const data = parseData(text);
  const jeux = childOf(data, 'jeux');
  const games = jeux === undefined ? [] : childrenOf(jeux, 'jeu').slice(0, MAX_GAMES).map(parseGame);
  return { account: parseAccount(data), games: games.filter((game) => game !== null) };
}

/** The response to `ssuserInfos`. Throws as {@link parseGameAnswer}. */
export const parseAccountAnswer = (text: string): ScraperAccount => parseAccount(parseData(text));

/**
 * The root of a response. Whatever the server printed before it, such as blank lines or warnings, is skipped, and so
 * are characters that XML forbids, which the site occasionally sends in a text. A bare `&` in one is no reason to lose
 * the game: ES-DE, which parses these responses like its own files, takes it literally.
 */
function parseData(text: string): XmlElement {
  const declared = Math.max(0, text.indexOf('<?xml '));
  const [data] = rootsOf(withoutForbidden(text.slice(declared)));
  if (data?.name !== 'Data') throw plainTextError(text);
  const header = childOf(data, 'header');
  const said = (name: string): string | null => (header === undefined ? null : childText(header, name));
  const error = said('error');
  // A request that failed without a message has not established that a game is unknown.
  if (error !== null || /^false$/i.test(said('success') ?? '')) throw plainTextError(error ?? '');
  return data;
}

function rootsOf(text: string): readonly XmlElement[] {
  try {
    return esDeRoots(text);
  } catch (error) {
    if (error instanceof XmlError) throw plainTextError(text);
    throw error;
  }
}

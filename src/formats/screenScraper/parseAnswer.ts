import type { ScrapedGame, ScraperAccount } from '../../model/scrapedGame.js';
import { esDeRoots } from '../esDeXml.js';
import { withoutForbidden } from '../forbiddenXml.js';
import { XmlError, type XmlElement, childOf, childText, childrenOf } from '../xml.js';
import { plainTextError } from './answerError.js';
import { parseAccount } from './parseAccount.js';
import { parseGame } from './parseGame.js';

/** More than the site gives; each is compared with the ROM. */
const MOST_GAMES = 50;

/**
 * The answer of `jeuInfos`: a game, or null when there is none in it.
 *
 * @param text - the answer's body
 * @throws CredentialsError, QuotaError, RateLimitedError, SoftwareBarredError, UnmatchedError, RomError - what a text in the
 *   place of XML says
 * @throws TransientHttpError - any other text, or XML that is cut off
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

/** The answer of `jeuRecherche`, in the site's order, 50 games at most; one empty game stands for none. Throws as {@link parseGameAnswer}. */
export function parseSearchAnswer(text: string): {
  readonly account: ScraperAccount;
  readonly games: readonly ScrapedGame[];
} {
  const data = parseData(text);
  const jeux = childOf(data, 'jeux');
  const games = jeux === undefined ? [] : childrenOf(jeux, 'jeu').slice(0, MOST_GAMES).map(parseGame);
  return { account: parseAccount(data), games: games.filter((game) => game !== null) };
}

/** The answer of `ssuserInfos`. Throws as {@link parseGameAnswer}. */
export const parseAccountAnswer = (text: string): ScraperAccount => parseAccount(parseData(text));

/**
 * The root of an answer; what its server may have printed before it, blank lines or warnings, is passed over, and so are
 * characters that XML forbids, which the site sends now and then in a text. A plain `&` in one is no reason to do without the
 * game: ES-DE, which reads these answers as it reads its own files, takes it for itself.
 */
function parseData(text: string): XmlElement {
  const declared = Math.max(0, text.indexOf('<?xml '));
  const [data] = rootsOf(withoutForbidden(text.slice(declared)));
  if (data?.name !== 'Data') throw plainTextError(text);
  const header = childOf(data, 'header');
  const said = (name: string): string | null => (header === undefined ? null : childText(header, name));
  const error = said('error');
  // One that failed without a word has not found out that a game is unknown.
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

import { type Observable, catchError, defer, map, mergeMap, of, throwError } from 'rxjs';
import {
  TooManyUnknownError,
  answerError,
  mediumRefusal,
  plainTextError,
} from '../formats/screenScraper/answerError.js';
import { hiddenPasswords } from '../formats/screenScraper/hiddenPasswords.js';
import { isNoMedia, mediumText } from '../formats/screenScraper/mediumText.js';
import { parseAccountAnswer, parseGameAnswer, parseSearchAnswer } from '../formats/screenScraper/parseAnswer.js';
import { type ScraperCall, scraperUrl, withCredentials } from '../formats/screenScraper/scraperUrl.js';
import type { BodyLimits } from '../http/readBody.js';
import { redirectRefusal } from '../http/redirectRefusal.js';
import { MediaError, MediumNotFoundError, RomError, UnmatchedError } from '../model/errors.js';
import type { RomHashes } from '../model/romFile.js';
import type { Medium, ScrapedGame, ScraperAccount } from '../model/scrapedGame.js';
import { catchOnly } from '../operators/catchOnly.js';
import { type Question, type ScraperAskDeps, type ScraperAskOptions, scraperAsk } from './scraperAsk.js';

/** Upper bound for the answer to a call; a real one has some hundred KiB. */
const ANSWER_BYTES = 16 * 1024 * 1024;
/**
 * A site slower than this, in bytes per millisecond, is considered stalled: half of the 128 kbit/s that, by the more cautious
 * reading, it grants an account that contributes nothing; and several requests may share a line.
 */
const SLOWEST = 8;
/** The assumed size of a medium whose size the site does not give. */
const USUAL_BYTES = 4 * 1024 * 1024;

/** The game to ask for: that of a ROM, or one by its id. */
export type GameQuery =
  | {
      readonly systemId: string;
      /** `romnom` */
      readonly romName: string;
      /** Size of the file in bytes, used when it is not hashed, or is empty. */
      readonly size: number;
      readonly hashes: RomHashes | null;
    }
  | { readonly gameId: string };

export interface GameResult {
  /** Null: the site does not know the game. */
  readonly game: ScrapedGame | null;
  /** The site did not even look: too many unknown ROMs were asked for today. */
  readonly tooManyUnknown: boolean;
}

/**
 * The requests that the scrape course makes to ScreenScraper, each within the account's limits and retried. Each observable
 * emits one value, or none if the run is stopped while it waits.
 *
 * All fail with a CredentialsError, QuotaError or SoftwareBarredError when no further request may be made, and with a
 * TransientHttpError or PermanentHttpError for failures that persist. No error and no event contains a password.
 */
export interface ScraperRequests {
  /** The account and its limits. Costs no quota. Fails with an UnreachableError if it cannot be obtained: then nothing can. */
  readonly account: () => Observable<ScraperAccount>;
  /** The game of a ROM. Fails with a RomError when the site calls the request malformed. */
  readonly game: (query: GameQuery) => Observable<GameResult>;
  /** Games with such a name, in the site's order. */
  readonly search: (query: { readonly systemId: string; readonly name: string }) => Observable<readonly ScrapedGame[]>;
  /**
   * The file of a medium, not yet checked. Fails with a MediaError if the site does not have it or its URL is not on the site
   * (which then is not requested), and with a PermanentHttpError if the site refuses to serve it.
   */
  readonly medium: (medium: Medium, limits: BodyLimits) => Observable<Buffer>;
  /** Requests made so far, of all kinds. */
  readonly requestsMade: () => number;
}

/**
 * @see https://www.screenscraper.fr/webapi2.php
 */
export function scraperRequests(options: ScraperAskOptions, deps: ScraperAskDeps): ScraperRequests {
  const { baseUrl, credentials, timeoutMs } = options;
  const { hide, reveal } = hiddenPasswords(credentials);
  /** Whatever leaves here may be stored: without passwords. */
  const keepable = (game: ScrapedGame): ScrapedGame => ({
    ...game,
    media: game.media.map((medium) => ({ ...medium, url: hide(medium.url) })),
  });

  const urlOf = (call: ScraperCall, params: Readonly<Record<string, string | number | null>> = {}): URL =>
    scraperUrl(baseUrl, call, params, credentials);
  const limits = { maxBytes: ANSWER_BYTES, timeoutMs, onStatus: answerError };

  const accountQuestion: Question<ScraperAccount> = {
    what: 'ScreenScraper: the account',
    url: urlOf('ssuserInfos'),
    kind: 'account',
    ...limits,
    understand: ({ bytes }, learn) => {
      const account = parseAccountAnswer(decode(bytes));
      learn(account);
      return account;
    },
  };
  const { ask, requestsMade } = scraperAsk(options, accountQuestion, deps);

  const gameOf = (query: GameQuery): Observable<ScrapedGame | null> =>
    ask({
      what: 'gameId' in query ? `ScreenScraper: game ${query.gameId}` : `ScreenScraper: ${query.romName}`,
      url: urlOf('jeuInfos', gameParams(query)),
      kind: 'rom',
      ...limits,
      understand: ({ bytes }, learn) => {
        const { account, game } = parseGameAnswer(decode(bytes));
        learn(account);
        return game && keepable(game);
      },
    });

  return {
    account: () => ask(accountQuestion),

    game: (query) =>
      gameOf(query).pipe(
        map((game) => ({ game, tooManyUnknown: false })),
        catchOnly(UnmatchedError, (error) => of({ game: null, tooManyUnknown: error instanceof TooManyUnknownError })),
      ),

    search: ({ systemId, name }) =>
      ask({
        what: `ScreenScraper: search for ${name}`,
        url: urlOf('jeuRecherche', { systemeid: systemId, recherche: name }),
        kind: 'other',
        ...limits,
        understand: ({ bytes }, learn) => {
          const { account, games } = parseSearchAnswer(decode(bytes));
          learn(account);
          return games.map(keepable);
        },
      }).pipe(catchOnly(UnmatchedError, () => of([]))),

    medium: (medium, body) =>
      defer(() => of(mediumUrl({ ...medium, url: reveal(medium.url) }, baseUrl))).pipe(
        mergeMap((url) =>
          ask({
            what: `ScreenScraper: ${medium.type}`,
            url: withCredentials(url, credentials),
            kind: 'other',
            ...body,
            timeoutMs: timeoutMs + Math.ceil(Math.min(medium.size ?? USUAL_BYTES, body.maxBytes) / SLOWEST),
            onStatus: (answer) => (isNoMedia(answer.text) ? noSuchMedium() : mediumRefusal(answer)),
            understand: ({ bytes, contentType }) => mediumOf(bytes, contentType),
          }),
        ),
        catchError((error: unknown) => throwError(() => mediaErrorOf(error))),
      ),

    requestsMade,
  };
}

function gameParams(query: GameQuery): Readonly<Record<string, string | number | null>> {
  if ('gameId' in query) return { gameid: query.gameId };
  const { systemId, romName, size } = query;
  // Empty files stand in for games stored elsewhere: by their hash, the site would find whichever of those it has seen.
  const hashes = query.hashes?.size === 0 ? null : query.hashes;
  return {
    systemeid: systemId,
    romtype: 'rom',
    romnom: romName,
    romtaille: hashes?.size ?? size,
    crc: hashes?.crc32 ?? null,
    md5: hashes?.md5 ?? null,
    sha1: hashes?.sha1 ?? null,
  };
}

const decode = (bytes: Buffer): string => new TextDecoder().decode(bytes);

/** @throws MediaError - the URL is invalid, or not one to which the credentials may be sent */
function mediumUrl({ type, url }: Medium, baseUrl: URL): string {
  const refusal = URL.canParse(url) ? redirectRefusal(new URL(url), baseUrl, null) : 'it is not a URL';
  if (refusal === null) return url;
  throw new MediaError(`The ${type} is not fetched from the address that the site gives: ${refusal}.`);
}

function mediumOf(bytes: Buffer, contentType: string | null): Buffer {
  const text = mediumText(bytes, contentType);
  if (text === null) return bytes;
  throw isNoMedia(text) ? noSuchMedium() : plainTextError(text);
}

const noSuchMedium = (): MediumNotFoundError => new MediumNotFoundError('The site does not have this medium.');

/** Here, errors about a ROM are about the medium; a connection error stays what it is, for it may be transient. */
function mediaErrorOf(error: unknown): unknown {
  if (error instanceof UnmatchedError) return noSuchMedium();
  if (!(error instanceof RomError)) return error;
  return new MediaError('ScreenScraper rejects the request for this medium as malformed.', { cause: error });
}

import {
  CredentialsError,
  PermanentHttpError,
  QuotaError,
  RateLimitedError,
  RomError,
  SoftwareBarredError,
  TransientHttpError,
  UnmatchedError,
} from '../../model/errors.js';

/** The site says that the daily quota is used up. The account is worth checking before this ends the run. */
export class DayQuotaError extends QuotaError {}

/** Too many unknown ROMs were asked for today: this one is unmatched, and the site no longer answers for unknown ones. */
export class TooManyUnknownError extends UnmatchedError {}

/** A response that is not what was asked for. */
export interface RefusedAnswer {
  readonly status: number;
  /** The delay that `Retry-After` asks for; null if absent. */
  readonly retryAfterMs: number | null;
  /** The body, or its beginning. */
  readonly text: string;
}

const CREDENTIALS =
  'put the name and password of your account (https://www.screenscraper.fr/membreinscription.php) into ' +
  'screenscraper.user_id and screenscraper.user_password or SCREENSCRAPER_USER and SCREENSCRAPER_PASSWORD, and the ' +
  'developer credentials, which its forum gives on request, into screenscraper.devid and screenscraper.devpassword or ' +
  'SCREENSCRAPER_DEVID and SCREENSCRAPER_DEVPASSWORD';

/** The site's plain-text messages, and the status that each is equivalent to; the first match wins. */
const WORDS: readonly (readonly [words: RegExp, status: number])[] = [
  [/erreur de login|identifiants/i, 403],
  [/totalement ferm/i, 423],
  [/blacklist/i, 426],
  [/faites? du tri/i, 431],
  [/quota/i, 430],
  [/nombre de threads|maximum threads/i, 429],
  [/ferm\S* pour les|closed for non.registered/i, 401],
  [/non trouv|pas dans la base/i, 404],
  [/champs? (?:crc|obligatoires)|nom d[eu] fichier|probl\S*me (?:avec|dans) /i, 400],
];

/** Long enough for every message that the site has; a page of something else is not searched to its end. */
const MAX_SENTENCE_LENGTH = 1000;

/**
 * The error for a status other than 200, or for the words that came with it. Its message quotes nothing from the
 * response, which may contain a password.
 *
 * @see https://www.screenscraper.fr/webapi2.php
 */
export function answerError({ status, retryAfterMs, text }: RefusedAnswer): Error {
  const told = statusOfWords(text);
  // A failed login comes with any status; otherwise, words matter only for a status that has no meaning of its own.
  const meaning = told === 403 || !MEANINGFUL.has(status) ? (told ?? status) : status;
  switch (meaning) {
    case 400:
      return new RomError(
        `ScreenScraper rejects the request as malformed (${status}): the ROM's name may contain something that it does not accept.`,
      );
    case 401:
      return new RateLimitedError(
        `ScreenScraper is closed to non-members at the moment (${status}).`,
        401,
        retryAfterMs,
      );
    case 403:
      return loginError();
    case 404:
      return new UnmatchedError(`ScreenScraper does not know it (${status}).`);
    case 423:
      return new QuotaError(`ScreenScraper's API is closed (${status}): run again later.`);
    case 426:
      return new SoftwareBarredError(
        `ScreenScraper has barred this software (${status}): update romflow, or use other developer credentials.`,
      );
    case 429:
      return new RateLimitedError(`ScreenScraper got too many requests at once (${status}).`, 429, retryAfterMs);
    case 430:
      return new DayQuotaError(
        `The day's quota of requests at ScreenScraper is used up (${status}): run again tomorrow to resume.`,
      );
    case 431:
      return new TooManyUnknownError(`ScreenScraper was asked about too many unknown ROMs today (${status}).`);
    case 503:
      if (retryAfterMs === null) return trouble(status);
      return new RateLimitedError(`ScreenScraper asks clients to wait (${status}).`, status, retryAfterMs);
    default:
      if (status === 200 || status === 408 || status >= 500) return trouble(status);
      return new PermanentHttpError(
        `ScreenScraper gave an unusable answer (${status}): check screenscraper.base_url.`,
        status,
      );
  }
}

/**
 * As {@link answerError}, for a medium: a 403 without the site's words means that whoever hosts the file refuses this
 * one, and says nothing about the credentials.
 */
export function mediumRefusal(answer: RefusedAnswer): Error {
  if (answer.status !== 403 || statusOfWords(answer.text) !== null) return answerError(answer);
  return new PermanentHttpError('The site refuses to serve this medium (403).', 403);
}

/** The error for a text that came in place of XML, with status 200. */
export const plainTextError = (text: string): Error => answerError({ status: 200, retryAfterMs: null, text });

/** A failed login, in a sentence that says what to do about it. */
export const loginError = (): CredentialsError => credentialsError('ScreenScraper refuses the credentials');

/** @param why - what is wrong with the credentials */
export const credentialsError = (why: string): CredentialsError => new CredentialsError(`${why}: ${CREDENTIALS}.`);

const MEANINGFUL: ReadonlySet<number> = new Set([400, 401, 403, 404, 423, 426, 429, 430, 431]);

const trouble = (status: number): TransientHttpError =>
  new TransientHttpError(`ScreenScraper has problems (${status}): its answer is unusable.`, status);

/** Null if the text is not one of the site's messages; a response that begins like XML is not, whatever its texts say. */
function statusOfWords(text: string): number | null {
  const start = text.slice(0, MAX_SENTENCE_LENGTH).trimStart();
  if (/^<(?:\?xml|Data\b)/.test(start)) return null;
  return WORDS.find(([words]) => words.test(start))?.[1] ?? null;
}

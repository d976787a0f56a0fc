import {
  EMPTY,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  filter,
  from,
  map,
  mergeMap,
  of,
  tap,
} from 'rxjs';
import type { MediaFile } from '../files/mediaFiles.js';
import { sha1Hex } from '../formats/hashes.js';
import type { MediaFormat } from '../formats/media/mediaFormats.js';
import { urlOf } from '../formats/urlOf.js';
import { ItemError, MediaError, PermanentHttpError, TruncatedError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { PublishedScreenshot } from '../model/published.js';
import { catchOnly } from './catchOnly.js';

/** A screenshot to fetch. */
export interface WantedScreenshot {
  readonly asked: Omit<PublishedScreenshot, 'sha1'>;
  /** The ROM as the gamelist names it: `./Game.sfc`. */
  readonly rom: string;
  /** Path of the ROM within its folder, without the extension. */
  readonly stem: string;
  /** SHA-1, in lower-case hex, of the existing file that was stored before and is to be replaced; null when there is none. */
  readonly own: string | null;
}

export interface FetchScreenshotDeps {
  readonly system: string;
  /** Base URL against which protocol-relative URLs are resolved. */
  readonly baseUrl: URL;
  /** Throttled as the site asks; completes without a value when no further request may begin. */
  readonly fetch: (url: URL) => Observable<Buffer>;
  /** The format, whose extension the file gets; throws a MediaError if the content is not acceptable. */
  readonly check: (bytes: Buffer) => ObservableInput<MediaFormat>;
  /** Makes sure that the file can be stored, before it is requested. */
  readonly prepare: (stem: string) => ObservableInput<unknown>;
  /** Whether there is a file other than `own`. */
  readonly hasOther: (stem: string, own: string | null) => ObservableInput<boolean>;
  readonly store: (stem: string, format: MediaFormat, bytes: Buffer) => ObservableInput<MediaFile>;
  /** Records the result; called once the file has been written. */
  readonly keep: (screenshot: PublishedScreenshot) => void;
  readonly report: Report;
}

/**
 * Fetches each screenshot into its place.
 *
 * ```
 * wanted     --a--------b----|
 * fetch(a)     ---p|
 * fetch(b)              -#         (it is gone from the site)
 * store(p)        --f|
 *            -------F--------|
 * keep       -------a    b
 * ```
 *
 * - A screenshot that cannot be obtained is a `media.failed` and nothing worse; if the site would give the same answer
 *   tomorrow, it is recorded that there is none.
 * - If the user has put another picture there in the meantime (hours may have passed since the folder was read), it is kept
 *   and nothing is reported.
 * - Errors that end the run pass through.
 * - Unsubscribing cancels the request.
 */
export function fetchScreenshot(deps: FetchScreenshotDeps): OperatorFunction<WantedScreenshot, MediaFile> {
  return mergeMap((wanted) => stored(wanted, deps).pipe(catchOnly(ItemError, (error) => failed(wanted, error, deps))));
}

function stored(wanted: WantedScreenshot, deps: FetchScreenshotDeps): Observable<MediaFile> {
  const { rom, stem, own, asked } = wanted;
  const whileFree = <T>(): MonoTypeOperatorFunction<T> =>
    mergeMap((value: T) =>
      from(deps.hasOther(stem, own)).pipe(
        filter((other) => !other),
        map(() => value),
      ),
    );
  return of(wanted).pipe(
    whileFree(),
    mergeMap(() => deps.prepare(stem)),
    mergeMap(() => deps.fetch(addressOf(wanted, deps))),
    mergeMap((bytes) => from(deps.check(bytes)).pipe(map((format) => ({ bytes, format })))),
    whileFree(),
    mergeMap(({ bytes, format }) =>
      from(deps.store(stem, format, bytes)).pipe(
        tap(({ file, size }) => {
          deps.keep({ ...asked, sha1: sha1Hex(bytes) });
          const place = { system: deps.system, rom, kind: 'screenshots' } as const;
          deps.report({ type: 'media.stored', ...place, file, bytes: size, reused: false });
        }),
      ),
    ),
  );
}

function addressOf({ asked: { url } }: WantedScreenshot, { baseUrl }: FetchScreenshotDeps): URL {
  const address = /^(?:https?:)?\/\//i.test(url) ? urlOf(url, baseUrl) : null;
  if (address !== null) return address;
  throw new MediaError(`Its address is unusable (${JSON.stringify(url.slice(0, 200))}).`);
}

function failed(wanted: WantedScreenshot, error: ItemError, deps: FetchScreenshotDeps): Observable<never> {
  const { rom, own, asked } = wanted;
  // The existing file stays on record, so that a later one may replace it.
  if (isLasting(error)) deps.keep({ ...asked, sha1: own });
  deps.report({ type: 'media.failed', system: deps.system, rom, kind: 'screenshots', reason: error.message });
  return EMPTY;
}

/**
 * A login or age check may be lifted, a folder repaired, a truncated picture arrive whole; any other refusal is permanent, and
 * so is a file that is not a picture.
 */
function isLasting(error: ItemError): boolean {
  if (error instanceof PermanentHttpError) return error.status !== 401 && error.status !== 403;
  return error instanceof MediaError && !(error instanceof TruncatedError);
}

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
import { CutShortError, ItemError, MediaError, PermanentHttpError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { PublishedScreenshot } from '../model/published.js';
import { catchOnly } from './catchOnly.js';

/** A screenshot that is to be had. */
export interface WantedScreenshot {
  readonly asked: Omit<PublishedScreenshot, 'sha1'>;
  /** The ROM as the gamelist names it: `./Game.sfc`. */
  readonly rom: string;
  /** Sub-folders and name of the ROM, without its extension. */
  readonly stem: string;
  /** Of the file that is there, was stored before and is to be replaced, lower-case hex; null: none is. */
  readonly own: string | null;
}

export interface FetchScreenshotDeps {
  readonly system: string;
  /** The address to relate a protocol-relative one to. */
  readonly baseUrl: URL;
  /** With the site's manners; ends empty when no request shall begin any more. */
  readonly fetch: (url: URL) => Observable<Buffer>;
  /** Gives the extension to store it under, or throws a MediaError. */
  readonly check: (bytes: Buffer) => ObservableInput<MediaFormat>;
  /** Makes sure that one can be stored, before it is asked for. */
  readonly prepare: (stem: string) => ObservableInput<unknown>;
  /** Whether another file than its own lies there. */
  readonly hasOther: (stem: string, own: string | null) => ObservableInput<boolean>;
  readonly store: (stem: string, format: MediaFormat, bytes: Buffer) => ObservableInput<MediaFile>;
  /** Remembers what came of it; called when the file is there. */
  readonly keep: (screenshot: PublishedScreenshot) => void;
  readonly report: Report;
}

/**
 * Brings each screenshot into its place.
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
 * One that cannot be had is a `media.failed`, and no more than that; where the site would give the same answer tomorrow, it
 * is remembered that there is none. Where the user has put another picture, hours may have passed since the folder was read,
 * that one stays, and nothing is told. Errors that end the run go through. Unsubscribing cancels the request.
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
  // What is there stays known, so that another one may replace it.
  if (isLasting(error)) deps.keep({ ...asked, sha1: own });
  deps.report({ type: 'media.failed', system: deps.system, rom, kind: 'screenshots', reason: error.message });
  return EMPTY;
}

/**
 * A log-in or an age check may be lifted, a folder mended, and half a picture come whole; what else is refused stays so, as does
 * what is no picture.
 */
function isLasting(error: ItemError): boolean {
  if (error instanceof PermanentHttpError) return error.status !== 401 && error.status !== 403;
  return error instanceof MediaError && !(error instanceof CutShortError);
}

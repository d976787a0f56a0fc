import {
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  defer,
  from,
  map,
  mergeMap,
  of,
  tap,
} from 'rxjs';
import { foreignKind } from '../formats/foreignKind.js';
import { isWebPage } from '../formats/isWebPage.js';
import { patchKind } from '../formats/patch.js';
import { urlOf } from '../formats/urlOf.js';
import { ZIP_END, zipWithin } from '../formats/zipWithin.js';
import { PermanentHttpError, TransientHttpError, ZipError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { DownloadedGame, QueuedGame, StoredZip } from '../model/game.js';

/** A downloaded file that is not yet in the archive. */
export interface Download {
  /** The URL that answered, after redirects. */
  readonly url: string;
  readonly bytes: Buffer;
  readonly contentType: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface DownloadZipDeps {
  /** Base URL against which protocol-relative download URLs are resolved. */
  readonly baseUrl: URL;
  /**
   * Fetches a file, throttled as the site asks. `check` inspects every response and throws if something is wrong with it, so
   * that transient faults are retried; each failed attempt counts against the game.
   */
  readonly fetchFile: (
    url: URL,
    game: QueuedGame,
    check: (download: Download) => Download,
  ) => ObservableInput<Download>;
  /** Whether the ZIP of an interrupted run is still there, unchanged. */
  readonly hasZip: (zip: StoredZip) => ObservableInput<boolean>;
  /** The ZIP of an earlier version, if it is the same file; null when there is none. */
  readonly keptZip: (game: QueuedGame) => ObservableInput<StoredZip | null>;
  /** Writes the file to the archive, never overwriting another, then the row. */
  readonly storeZip: (game: QueuedGame, download: Download) => ObservableInput<StoredZip>;
  readonly report: Report;
}

/**
 * Gets each game's ZIP into the archive. A ZIP that is already there, from an interrupted run or from an earlier version with
 * the same file, is reused; otherwise it is downloaded.
 *
 * ```
 * games         --a----------b--|
 * fetchFile(a)    ---x|
 * storeZip(x)        --y|
 *               -------A-----B--|      (b was already there)
 * ```
 *
 * - A response that is neither a ZIP nor a patch is a transient fault (sites serve an HTML page during maintenance), and so
 *   is a truncated ZIP; both are retried.
 * - A file whose signature says that it is something else, such as a RAR archive, fails with a ZipError at once.
 * - An unusable download URL fails with a PermanentHttpError.
 * - Unsubscribing aborts the download.
 */
export function downloadZip(deps: DownloadZipDeps): OperatorFunction<QueuedGame, DownloadedGame> {
  const fetch = (game: QueuedGame): Observable<StoredZip> =>
    defer(() => deps.fetchFile(downloadUrl(game, deps.baseUrl), game, checkDownload)).pipe(
      mergeMap((download) => deps.storeZip(game, download)),
    );

  const there = (game: QueuedGame): Observable<StoredZip | null> =>
    defer(() => (game.zip === null ? of(false) : from(deps.hasZip(game.zip)))).pipe(
      mergeMap((whole) => (whole ? of(game.zip) : from(deps.keptZip(game)))),
    );

  return mergeMap((game) =>
    there(game).pipe(
      mergeMap((zip) =>
        (zip === null ? fetch(game) : of(zip)).pipe(
          tap(({ bytes, path }) => {
            const { id, name } = game.record;
            deps.report({ type: 'game.downloaded', id, name, bytes, path, reused: zip !== null });
          }),
        ),
      ),
      map((zip) => ({ game, zip })),
    ),
  );
}

const downloadUrl = ({ record }: QueuedGame, baseUrl: URL): URL => {
  const text = record.downloadUrl;
  const url = text === null || !/^(https?:)?\/\//i.test(text) ? null : urlOf(text, baseUrl);
  if (url === null) {
    throw new PermanentHttpError(
      `Its download address is unusable (${text === null ? 'there is none' : JSON.stringify(text.slice(0, 200))}). Look the hack up on the site.`,
    );
  }
  return url;
};

const checkDownload = (download: Download): Download => {
  const { bytes, contentType } = download;
  if (patchKind(bytes) !== null) return download;
  if (bytes.toString('latin1', 0, 2) === 'PK') {
    if (bytes.lastIndexOf(ZIP_END) >= 0) return download;
    // A response without a Content-Length can be truncated without anything else noticing.
    throw new TransientHttpError(`The site sent a truncated ZIP (${bytes.length} bytes).`, 200);
  }
  if (zipWithin(bytes) !== null) return download;
  const kind = foreignKind(bytes);
  if (kind !== null) {
    throw new ZipError(
      `The site has ${kind} of it, but only ZIPs and patches (BPS, IPS) are supported. Look the hack up on the site.`,
    );
  }
  throw new TransientHttpError(
    isWebPage(bytes, contentType)
      ? 'The site sent a web page instead of a ZIP; it may be down for maintenance, or ask for a login. Look the hack up on the site.'
      : `The site sent something that is neither a ZIP nor a patch (${bytes.length} bytes). Look the hack up on the site.`,
    200,
  );
};

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

/** A downloaded file before it is in the archive. */
export interface Download {
  /** The address that answered, after redirects. */
  readonly url: string;
  readonly bytes: Buffer;
  readonly contentType: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface DownloadZipDeps {
  /** The address to relate a protocol-relative download URL to. */
  readonly baseUrl: URL;
  /**
   * Fetches a file with the site's manners. `check` looks at every answer and throws what is wrong with it, so that a
   * passing fault is tried again; a failed try is counted for the game.
   */
  readonly fetchFile: (
    url: URL,
    game: QueuedGame,
    check: (download: Download) => Download,
  ) => ObservableInput<Download>;
  /** Whether the ZIP of an interrupted run is still there, as it was. */
  readonly hasZip: (zip: StoredZip) => ObservableInput<boolean>;
  /** The ZIP of an earlier version, where it is the same file; null when there is none. */
  readonly keptZip: (game: QueuedGame) => ObservableInput<StoredZip | null>;
  /** Writes the file into the archive, never over another one, then the row. */
  readonly storeZip: (game: QueuedGame, download: Download) => ObservableInput<StoredZip>;
  readonly report: Report;
}

/**
 * Brings each game's ZIP into the archive: where it is there already, of an interrupted run or of an earlier version that
 * has the same file, that one is taken; else it comes from the site.
 *
 * ```
 * games         --a----------b--|
 * fetchFile(a)    ---x|
 * storeZip(x)        --y|
 *               -------A-----B--|      (b was there already)
 * ```
 *
 * An answer that is neither a ZIP nor a patch is a passing fault (sites show an HTML page while they rest), and so is a ZIP
 * that was cut short; both are retried as such. What is by its signature something else, such as a RAR archive, is a
 * ZipError at once. A download address that cannot be used is a PermanentHttpError. Unsubscribing
 * stops the download.
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
    // An answer that does not tell its length may be cut short without anybody noticing.
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

import { recordImages } from '../formats/recordImages.js';
import type { JsonObject } from '../model/game.js';

/** One hack as the stand-in site has it: its API record and its download. */
export interface SiteGame {
  /** As text, whatever its type in `record`; a broken record may have none. */
  readonly id: string;
  /** The API record. The site adds `download_url` unless the record has one of its own. */
  readonly record: JsonObject;
  /** The last segment of the download URL, not percent-encoded. */
  readonly fileName: string;
  /** The content of the download; if a function, generated on request. */
  readonly content: Buffer | (() => Buffer);
  /** By default `application/zip`. */
  readonly contentType?: string;
  /** The download URL for the record instead of the true one; `origin` is `http://127.0.0.1:<port>`. */
  readonly downloadUrl?: (origin: string) => string | null;
}

/** When the hack was added to the site, in Unix seconds; 0 if its record does not say. */
export function siteTime({ record }: SiteGame): number {
  const seconds = Number(record.time);
  return Number.isFinite(seconds) ? seconds : 0;
}

/** The path of a hack's download on the site: `/<id>/<file name>`. */
function downloadPath({ id, fileName }: SiteGame): string {
  return `/${id}/${encodeURIComponent(fileName)}`;
}

/** Whether `url` is the hack's download, however much of it is percent-encoded. */
export function isDownloadOf({ id, fileName }: SiteGame, url: URL): boolean {
  try {
    return decodeURIComponent(url.pathname) === `/${id}/${fileName}`;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

/** The host of pictures in made-up records; the site serves them itself. */
const IMAGE_HOST = /^\/\/dl\.smwcentral\.net\//;

/** The index of a picture among the hack's pictures, from 0; -1 if it is not one of them. */
export function imageIndex({ record }: SiteGame, url: URL): number {
  return recordImages(record).findIndex((image) => image.replace(IMAGE_HOST, '/') === url.pathname);
}

/** The record with its download URL, protocol-relative as on SMW Central, and its picture URLs pointing to the site. */
export function servedRecord(game: SiteGame, origin: string): JsonObject {
  const { record: made, downloadUrl } = game;
  const host = origin.replace(/^http:/, '');
  const images = recordImages(made).map((image) => image.replace(IMAGE_HOST, `${host}/`));
  const record = images.length === 0 ? made : { ...made, images };
  if ('download_url' in record) return record;
  const trueUrl = `${host}${downloadPath(game)}`;
  return { ...record, download_url: downloadUrl === undefined ? trueUrl : downloadUrl(origin) };
}

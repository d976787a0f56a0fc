import { recordImages } from '../formats/recordImages.js';
import type { JsonObject } from '../model/game.js';

/** One hack as the stand-in site has it: what its API says, and what its download gives. */
export interface SiteGame {
  /** In text, whatever `record` makes of it; a broken record may have none. */
  readonly id: string;
  /** The API's record. The site adds `download_url`, unless it has one of its own. */
  readonly record: JsonObject;
  /** The last part of the download's address, not yet percent-encoded. */
  readonly fileName: string;
  /** What the download gives; as a function, made when it is asked for. */
  readonly content: Buffer | (() => Buffer);
  /** `application/zip` when not given. */
  readonly contentType?: string;
  /** What the record says of the download, in place of the true address; `origin` is `http://127.0.0.1:<port>`. */
  readonly downloadUrl?: (origin: string) => string | null;
}

/** When the hack came to the site, in Unix seconds; 0 when its record does not say. */
export function siteTime({ record }: SiteGame): number {
  const seconds = Number(record.time);
  return Number.isFinite(seconds) ? seconds : 0;
}

/** The path of a hack's download on the site: `/<id>/<file name>`. */
function downloadPath({ id, fileName }: SiteGame): string {
  return `/${id}/${encodeURIComponent(fileName)}`;
}

/** Whether `url` is where the hack's download lies, however much of it is percent-encoded. */
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

/** The place of a picture among the hack's pictures, from 0; -1 when it is none of them. */
export function imageIndex({ record }: SiteGame, url: URL): number {
  return recordImages(record).findIndex((image) => image.replace(IMAGE_HOST, '/') === url.pathname);
}

/** The record with its download's address in it, protocol-relative as SMW Central gives it, and its pictures on the site. */
export function servedRecord(game: SiteGame, origin: string): JsonObject {
  const { record: made, downloadUrl } = game;
  const host = origin.replace(/^http:/, '');
  const images = recordImages(made).map((image) => image.replace(IMAGE_HOST, `${host}/`));
  const record = images.length === 0 ? made : { ...made, images };
  if ('download_url' in record) return record;
  const trueUrl = `${host}${downloadPath(game)}`;
  return { ...record, download_url: downloadUrl === undefined ? trueUrl : downloadUrl(origin) };
}

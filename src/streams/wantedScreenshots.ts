import type { MediaIndex } from '../files/mediaIndex.js';
import type { MediaFiles } from '../files/mediaFiles.js';
import type { PublishedScreenshot } from '../model/published.js';
import type { WantedScreenshot } from '../operators/fetchScreenshot.js';
import type { PublishedHack } from '../operators/publishRom.js';

export interface WantedScreenshotsDeps {
  /** What was asked for before, by the ids of the hacks. */
  readonly rows: ReadonlyMap<string, PublishedScreenshot>;
  readonly index: MediaIndex;
  readonly digest: MediaFiles['digest'];
  readonly signal: AbortSignal;
}

/**
 * The screenshots that are worth a request: those that are not there and of which it is not known that the site has none, and
 * those that the site has replaced, as long as the file is the one that was stored.
 */
export async function* wantedScreenshots(
  hacks: Iterable<PublishedHack>,
  { rows, index, digest, signal }: WantedScreenshotsDeps,
): AsyncGenerator<WantedScreenshot, void, undefined> {
  for (const { hack, path } of hacks) {
    if (signal.aborted) return;
    const { id, version, image: url } = hack;
    if (url === null) continue;
    const stem = stemOf(path);
    const row = rows.get(id);
    const there = index.has('screenshots', stem);
    const wanted = { asked: { id, url, version }, rom: `./${path}`, stem };
    if (!there) {
      const none = row?.sha1 === null && row.url === url && row.version === version;
      if (!none) yield wanted;
    } else if (row !== undefined && row.sha1 !== null && row.url !== url) {
      if ((await digest('screenshots', stem))?.sha1 === row.sha1) yield wanted;
    }
  }
}

/** Sub-folders and name of a published ROM, under which its media lie. */
export const stemOf = (path: string): string => path.replace(/\.[^./]*$/, '');

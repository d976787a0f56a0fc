import type { MediaIndex } from '../files/mediaIndex.js';
import type { PublishedScreenshot } from '../model/published.js';
import type { WantedScreenshot } from '../operators/fetchScreenshot.js';
import type { PublishedHack } from '../operators/publishRom.js';

export interface WantedScreenshotsDeps {
  /** What was asked for before, by hack id. */
  readonly rows: ReadonlyMap<string, PublishedScreenshot>;
  readonly index: Pick<MediaIndex, 'has'>;
  readonly signal: AbortSignal;
}

/**
 * The screenshots that are worth a request: those that are missing and that the site is not known to lack, and those that the
 * site has replaced. Whether the existing file is still the one that was stored is checked when its turn comes.
 */
export function* wantedScreenshots(
  hacks: Iterable<PublishedHack>,
  { rows, index, signal }: WantedScreenshotsDeps,
): Generator<WantedScreenshot, void, undefined> {
  for (const { hack, path } of hacks) {
    if (signal.aborted) return;
    const { id, version, image: url } = hack;
    if (url === null) continue;
    const stem = stemOf(path);
    const row = rows.get(id);
    const exists = index.has('screenshots', stem);
    const own = exists ? (row?.sha1 ?? null) : null;
    const hasNone = row?.sha1 === null && row.url === url && row.version === version;
    const isWanted = exists ? own !== null && row?.url !== url : !hasNone;
    if (isWanted) yield { asked: { id, url, version }, rom: `./${path}`, stem, own };
  }
}

/** The path of a published ROM without its extension, under which its media are stored. */
export const stemOf = (path: string): string => path.replace(/\.[^./]*$/, '');

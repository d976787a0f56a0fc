import { join } from 'node:path';
import type { Published } from '../archive/published.js';
import type { GamelistFile } from '../files/gamelistFile.js';
import type { MediaFiles } from '../files/mediaFiles.js';
import { moveMedia } from '../files/moveMedia.js';
import type { PublishFolder } from '../files/publishFolder.js';
import { gamelistKey } from '../formats/gamelist/gamelistKey.js';
import { SMW_CENTRAL } from '../formats/hackEntry.js';
import { checkMedium } from '../formats/media/checkMedium.js';
import type { Report } from '../model/events.js';
import type { BaseRom } from '../model/rom.js';
import type { PublishedHack } from '../operators/publishRom.js';
import { gamelistSink } from '../sinks/gamelistSink.js';
import { type PatchPlaces, archivedPatch, patchedRom } from './archivedPatch.js';
import type { PublishDeps } from './publishCourse.js';
import type { SiteRequests } from './siteRequests.js';
import { stemOf, wantedScreenshots } from './wantedScreenshots.js';

/** The minimum width and height of a screenshot, in pixels. */
const MIN_PIXELS = 50;

export interface PublishParts {
  /** Short name of the system. */
  readonly system: string;
  /** The ROM folder, absolute. */
  readonly to: string;
  readonly folder: PublishFolder;
  /** The system's gamelist, absolute. */
  readonly gamelist: string;
  readonly gamelistFile: GamelistFile;
  /** ES-DE's media folder, absolute. */
  readonly media: string;
  readonly mediaFiles: MediaFiles;
  readonly published: Published;
  readonly archive: PatchPlaces;
  readonly base: BaseRom;
  readonly baseUrl: URL;
  readonly site: Pick<SiteRequests, 'fetchImage'>;
  /** Fetch screenshots. */
  readonly screenshots: boolean;
  readonly concurrency: number;
  /** `romflow 1.2.3`, for the head of a new gamelist. */
  readonly software: string;
  readonly report: Report;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Connects the operators of a publication to the archive, the folders of the front end and the site. */
export function publishDeps(parts: PublishParts): PublishDeps {
  const { system, folder, mediaFiles, published, base, report, signal } = parts;

  return {
    concurrency: parts.concurrency,
    report,
    signal,
    publishRom: {
      rebuild: async (hack) => {
        const note = (message: string): void => {
          report({ type: 'warning', message: `${hack.id} ${hack.name}: ${message}` });
        };
        return patchedRom(hack.id, await archivedPatch(hack, parts.archive, note), base.bytes, note);
      },
      write: folder.write,
      move: folder.move,
      moveMedia: async (from, to) => {
        if (!(await folder.hasTwin(from))) await moveMedia(join(parts.media, system), stemOf(from), stemOf(to));
      },
      keep: published.keepRom,
    },
    writeGamelist: (hacks) => writeGamelist(hacks, parts),
    wantedScreenshots: async function* (hacks) {
      if (!parts.screenshots || signal.aborted) return;
      // Read only now that everything has its final name.
      const index = await mediaFiles.index(['screenshots']);
      yield* wantedScreenshots(hacks, { rows: published.screenshots(), index, signal });
    },
    fetchScreenshot: {
      system,
      report,
      baseUrl: parts.baseUrl,
      fetch: parts.site.fetchImage,
      keep: published.keepScreenshot,
      check: (bytes) => checkMedium(bytes, UNANNOUNCED, 'screenshots', { mode: 'normal', minPixels: MIN_PIXELS }),
      hasOther: (stem, own) => mediaFiles.hasOther('screenshots', stem, own),
      prepare: (stem) => mediaFiles.prepare('screenshots', stem),
      store: (stem, format, bytes) => mediaFiles.store('screenshots', stem, format, bytes),
    },
  };
}

/** SMW Central gives only the addresses of its pictures: no sizes, no hashes. */
const UNANNOUNCED = { size: null, crc32: null, md5: null, sha1: null, format: '' } as const;

async function writeGamelist(hacks: readonly PublishedHack[], parts: PublishParts): Promise<void> {
  const { system, to, gamelist, gamelistFile: file, published, software, report, now } = parts;
  const moved = [...published.roms().values()].filter(({ listedAs }) => listedAs !== null);
  const renames = new Map(moved.map(({ listedAs, path }) => [gamelistKey(listedAs ?? path, to), `./${path}`]));
  const entries = hacks.map(({ hack, path }) => ({ ...hack.entry, path: `./${path}` }));
  const provider = { system, software, database: SMW_CENTRAL, web: 'https://www.smwcentral.net' };
  await gamelistSink(
    { system, path: gamelist, provider },
    entries,
    { strategy: 'preserve_user_edits', autoFavorite: null, prune: new Set(), systemPath: to, renames },
    { file, report, now: () => new Date(now()) },
  );
  published.listed(moved.map(({ id }) => id));
}

import { basename } from 'node:path/posix';
import type { Archive } from '../archive/openArchive.js';
import type { ArchiveFiles } from '../files/archiveFiles.js';
import { applyWithFlips } from '../files/flips.js';
import { applyPatch } from '../formats/patch.js';
import { type SealSources, sealPair } from '../formats/sealPair.js';
import { openPatchFile } from '../formats/zip.js';
import type { Report } from '../model/events.js';
import type { GameRecord, StoredZip } from '../model/game.js';
import type { BaseRom } from '../model/rom.js';
import type { Download } from '../operators/downloadZip.js';
import type { SiteRequests } from './siteRequests.js';
import type { UpdateDeps } from './updateCourse.js';

/** Games that were asked for come before those that were found. */
export const PRIORITY = { found: 100, asked: 200 } as const;

/** An interrupted crawl is taken up again for a day; then too much has moved on the site. */
const CRAWL_LIFE_MS = 24 * 60 * 60 * 1000;

export interface UpdateParts {
  readonly archive: Archive;
  readonly files: ArchiveFiles;
  readonly site: SiteRequests;
  readonly baseUrl: URL;
  readonly base: BaseRom;
  /** Flips in place of the built-in patchers. */
  readonly flipsPath: string | null;
  readonly retryMax: number;
  /** Work on games that were asked for, and leave the others in the queue. */
  readonly onlyAsked: boolean;
  readonly sources: SealSources;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** Ties the operators of the archive course to the archive's rows and files and to the site. */
export function updateDeps(parts: UpdateParts): UpdateDeps {
  const { archive, files, site, base, report } = parts;
  const { queue, crawls, patchFiles, records } = archive;

  const storeZip = async (record: GameRecord, queueId: string, download: Download): Promise<StoredZip> => {
    const path = await files.storeZip(record.id, records.nextVersion(record.id), download.bytes);
    const { etag, lastModified, bytes } = download;
    const zip = { path, bytes: bytes.length, etag, lastModified, fileName: fileNameOf(download.url) };
    queue.downloaded(queueId, zip);
    return zip;
  };

  return {
    signal: parts.signal,
    asked: {
      fetchRecord: site.fetchRecord,
      enqueue: (record) => queue.enqueue([{ record, priority: PRIORITY.asked }], { retry: true }),
      report,
    },
    crawl: () => {
      const crawl = crawls.resumable(site.catalog.href, CRAWL_LIFE_MS) ?? crawls.begin(site.catalog.href);
      return {
        start: site.catalog,
        pages: {
          fetchPage: site.fetchPage,
          cachedPage: (page) => crawls.page(crawl, page)?.response ?? null,
          savePage: (page, nextPageUrl, response) => {
            crawls.savePage(crawl, { page, nextPageUrl, response });
          },
          hasFollowed: (url) => crawls.hasFollowed(crawl, url),
        },
        close: {
          complete: () => {
            crawls.complete(crawl);
          },
          pause: () => {
            crawls.pause(crawl);
          },
          fail: (reason) => {
            crawls.fail(crawl, reason);
          },
          report,
        },
      };
    },
    newGames: { newIds: records.newIds, report },
    enqueue: {
      enqueue: (games) => queue.enqueue(games.map((record) => ({ record, priority: PRIORITY.found }))),
      report,
    },
    take: () => {
      const game = queue.take({ minPriority: parts.onlyAsked ? PRIORITY.asked : 0 });
      if (game !== null) report({ type: 'game.started', id: game.record.id, name: game.record.name });
      return game;
    },
    downloadZip: {
      baseUrl: parts.baseUrl,
      fetchFile: site.fetchFile,
      hasZip: (zip) => files.hasZip(zip.path, zip.bytes),
      storeZip: ({ record, queueId }, download) => storeZip(record, queueId, download),
      report,
    },
    extractPatches: {
      openZip: async ({ zip }) => openPatchFile(await files.readZip(zip.path), zip.fileName ?? basename(zip.path)),
      begin: ({ game }) => {
        queue.processing(game.queueId);
        return files.discardBlobs(patchFiles.begin(game.queueId));
      },
      unreadable: ({ game, zip }, patch) => {
        patchFiles.record(game, zip.path, patch, { patch: null, rom: null });
      },
      report,
    },
    applyPatch: ({ game, zip }) => ({
      base,
      apply: (patch) =>
        parts.flipsPath === null
          ? [applyPatch(patch, base.bytes)]
          : applyWithFlips(parts.flipsPath, patch, base, files.temp),
      storePatch: ({ shake128 }, patch) => files.storePatch(shake128, patch),
      storeRom: ({ shake128 }, rom) => files.storeRom(game.record.id, shake128, rom),
      note: (patch) => {
        const at = patch.digests && files.patchLocation(patch.digests.shake128);
        const rom =
          patch.outcome.result === 'success' ? files.romLocation(game.record.id, patch.outcome.rom.shake128) : null;
        patchFiles.record(game, zip.path, patch, { patch: at, rom });
      },
      report,
    }),
    sealBlob: {
      knownBlob: ({ digests, outcome }) => records.findBlob(digests.sha224, outcome.rom.sha224),
      seal: async ({ game }, { digests, outcome }) =>
        sealPair(
          {
            gameId: game.record.id,
            patch: await files.readPatch(digests.shake128),
            patSha224: digests.sha224,
            rom: await files.readRom(game.record.id, outcome.rom.shake128),
            baseRom: base.bytes,
          },
          parts.sources,
        ),
      announce: ({ game }, { path }, names) => {
        patchFiles.sealed(game.queueId, path, names);
      },
      storeBlobs: async ({ names, patchBlob, romBlob }) => {
        await files.storeBlob(names.patchblob1_name, patchBlob);
        await files.storeBlob(names.romblob_name, romBlob);
      },
      report,
    },
    archiveSink: {
      location: files.location,
      writeHack: files.writeHack,
      writeMeta: files.writeMeta,
      record: (game) => {
        const primary = game.patches.find((patch) => patch.primary);
        if (primary !== undefined) patchFiles.primary(game.queueId, primary.patch.path);
        return records.record(game);
      },
      discard: files.discardBlobs,
      report,
    },
    settleGame: {
      failed: (game, reason, final) => queue.failed(game.queueId, reason, { final, retryMax: parts.retryMax }),
      report,
    },
  };
}

/** The last part of an address as people read it. */
function fileNameOf(url: string): string | null {
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  if (name === '') return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

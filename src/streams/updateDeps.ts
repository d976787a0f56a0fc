import { basename } from 'node:path/posix';
import { nextCrawl } from '../archive/nextCrawl.js';
import type { Archive } from '../archive/openArchive.js';
import { PRIORITY } from '../archive/queue.js';
import type { ArchiveFiles } from '../files/archiveFiles.js';
import { downloadName } from '../formats/downloadName.js';
import { digestsInTurns } from '../formats/hashes.js';
import type { SealSources } from '../formats/sealPair.js';
import { drawRandomness } from '../formats/sealRandomness.js';
import type { Compression } from '../model/compression.js';
import type { Report } from '../model/events.js';
import type { QueuedGame, StoredZip } from '../model/game.js';
import type { BaseRom } from '../model/rom.js';
import type { Download } from '../operators/downloadZip.js';
import type { Workbench } from '../workbench/workbench.js';
import { keptZip } from './keptZip.js';
import { knownSince } from './knownSince.js';
import type { RunControl } from './runControl.js';
import type { SiteRequests } from './siteRequests.js';
import type { UpdateDeps } from './updateCourse.js';

/** An interrupted crawl can be resumed for a day; after that, too much has moved on the site. */
const CRAWL_LIFE_MS = 24 * 60 * 60 * 1000;

export interface UpdateParts {
  readonly archive: Archive;
  readonly files: ArchiveFiles;
  readonly site: SiteRequests;
  readonly baseUrl: URL;
  readonly base: BaseRom;
  /** Where patches are applied and pairs are sealed. */
  readonly workbench: Workbench;
  /** Path of Flips, to use instead of the built-in patchers; null for those. */
  readonly flipsPath: string | null;
  readonly compression: Compression;
  readonly retryMax: number;
  /** Read every page of the catalog. */
  readonly fullCrawl: boolean;
  /** Do so unasked when the last full crawl is older than this. */
  readonly fullCrawlDays: number;
  /** Process the games that were asked for, and leave the others in the queue. */
  readonly onlyAsked: boolean;
  readonly sources: SealSources;
  readonly report: Report;
  readonly control: Pick<RunControl, 'held$' | 'inProgress' | 'signal'>;
}

/**
 * Connects the operators of the archive course to the archive's rows and files and to the site. The code that opens ZIPs and
 * seals blobs is loaded on first use: most runs find nothing to do.
 */
export function updateDeps(parts: UpdateParts): UpdateDeps {
  const { archive, files, site, base, report } = parts;
  const { queue, crawls, sightings, patchFiles, records } = archive;

  const storeZip = async (game: QueuedGame, download: Download): Promise<StoredZip> => {
    const { record } = game;
    const path = await files.storeZip(record.id, records.versionOf(record), download.bytes);
    const { etag, lastModified, bytes } = download;
    const zip = { path, bytes: bytes.length, etag, lastModified, fileName: downloadName(download.url) };
    queue.downloaded(game, zip);
    return zip;
  };

  return {
    control: parts.control,
    // Its row is left as it is until the run has ended, so that it is not taken again.
    skipped: ({ record }) => {
      report({ type: 'game.skipped', id: record.id, name: record.name });
    },
    asked: {
      fetchRecord: site.fetchRecord,
      enqueue: (record) =>
        sightings.note(sightings.compare([record]), { crawlId: null, priority: PRIORITY.asked, all: true }),
      report,
    },
    crawl: () => {
      const { crawl, why, resumed } = nextCrawl(
        {
          url: site.catalog.href,
          full: parts.fullCrawl,
          fullEveryDays: parts.fullCrawlDays,
          resumeWithinMs: CRAWL_LIFE_MS,
        },
        crawls,
        parts.sources.now,
      );
      report({ type: 'crawl.started', mode: crawl.mode, why, resumed });
      const last = crawl.mode === 'routine' ? crawls.lastCompleted(crawl.url) : null;
      return {
        start: site.catalog,
        pages: {
          fetchPage: site.fetchPage,
          cachedPage: (page) => crawls.page(crawl, page),
          hasFollowed: (url) => crawls.hasFollowed(crawl, url),
        },
        enqueue: {
          enqueue: (seen, page) =>
            crawls.savePage(crawl, page, () =>
              sightings.note(seen, { crawlId: crawl.id, priority: PRIORITY.found, all: false }),
            ),
          report,
        },
        isKnown: knownSince(last && crawls.page(last, 0)),
        close: {
          complete: () => {
            const removals = crawls.complete(crawl);
            if ('doubt' in removals) {
              report({
                type: 'warning',
                message: `No game was marked as removed, because the catalog is not conclusive this time (${removals.doubt}): try again with --full-crawl.`,
              });
            }
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
    newGames: { compare: sightings.compare, report },
    take: () => {
      const game = queue.take({ minPriority: parts.onlyAsked ? PRIORITY.asked : 0 });
      if (game !== null) report({ type: 'game.started', id: game.record.id, name: game.record.name });
      return game;
    },
    downloadZip: {
      baseUrl: parts.baseUrl,
      fetchFile: site.fetchFile,
      hasZip: (zip) => files.hasZip(zip.path, zip.bytes),
      keptZip: ({ record }) => keptZip(record, records, files),
      storeZip,
      report,
    },
    extractPatches: {
      openZip: async ({ zip }) => {
        const { openPatchFile } = await import('../formats/zip.js');
        return openPatchFile(await files.readZip(zip.path), zip.fileName ?? basename(zip.path));
      },
      begin: ({ game }) => files.discardBlobs(patchFiles.begin(game.queueId)),
      unreadable: ({ game, zip }, patch) => {
        patchFiles.record(game, zip.path, patch, { patch: null, rom: null });
      },
      report,
    },
    applyPatch: ({ game, zip }) => ({
      base,
      apply: async (patch) => {
        if (parts.flipsPath === null) return parts.workbench.apply(patch);
        const { applyWithFlips } = await import('../files/flips.js');
        return applyWithFlips(parts.flipsPath, patch, base, files.temp);
      },
      digest: digestsInTurns,
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
      knownBlob: ({ digests, outcome }, id) => records.findBlob(digests.sha224, outcome.rom.sha224, id),
      seal: async ({ game }, { digests, outcome }) => {
        report({ type: 'game.stage', id: game.record.id, stage: 'sealing' });
        return parts.workbench.seal({
          gameId: game.record.id,
          patch: await files.readPatch(digests.shake128),
          patSha224: digests.sha224,
          rom: await files.readRom(game.record.id, outcome.rom.shake128),
          compression: parts.compression,
          chance: drawRandomness(parts.sources),
        });
      },
      announce: ({ game }, patch, names) => {
        patchFiles.sealed(game.queueId, patch, names);
      },
      storeBlobs: async ({ names, patchBlob, romBlob }) => {
        await files.storeBlob(names.patchblob1_name, patchBlob);
        await files.storeBlob(names.romblob_name, romBlob);
      },
      report,
    },
    archiveSink: {
      location: files.location,
      writeHack: (id, json) => {
        report({ type: 'game.stage', id, stage: 'recording' });
        return files.writeHack(id, json);
      },
      writeMeta: files.writeMeta,
      record: records.record,
      discard: files.discardBlobs,
      report,
    },
    settleGame: {
      failed: (game, reason, final) => queue.failed(game, reason, { final, retryMax: parts.retryMax }),
      report,
    },
  };
}

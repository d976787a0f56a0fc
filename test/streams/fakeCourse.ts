import { setImmediate } from 'node:timers/promises';
import { first, mergeMap, takeUntil } from 'rxjs';
import type { KnownBlob } from '../../src/archive/knownBlobs.js';
import type { RecordableGame } from '../../src/archive/recordableGame.js';
import { attachmentHashes } from '../../src/formats/attachment.js';
import { digests } from '../../src/formats/hashes.js';
import type { EventBody } from '../../src/model/events.js';
import type { GameRecord, JsonObject, QueuedGame } from '../../src/model/game.js';
import { aborted } from '../../src/streams/aborted.js';
import { type RunControl, runControl } from '../../src/streams/runControl.js';
import type { UpdateDeps, UpdateOptions } from '../../src/streams/updateCourse.js';
import { reports } from '../marbles.js';
import { blobNames, candidate, queuedGame, storedZip } from '../samples.js';

const ORIGIN = 'https://example.test';
const blob = Buffer.from('blob');
const hashes = attachmentHashes(blob, blob);
const base = { bytes: Buffer.from('base ROM'), sha224: 'sha224 of the base ROM' };

/** How many there are now, and the most there have been at once. */
export class Count {
  now = 0;
  most = 0;

  more(): void {
    this.now += 1;
    this.most = Math.max(this.most, this.now);
  }

  less(): void {
    this.now -= 1;
  }
}

export interface FakeCourse {
  readonly deps: UpdateDeps;
  readonly events: readonly EventBody[];
  /** Pages that were fetched and whose games are not in the queue yet. */
  readonly pages: Count;
  /** Games that were taken from the queue and are neither recorded nor failed. */
  readonly games: Count;
  /** Patches being sealed, by their content. */
  readonly sealing: ReadonlyMap<string, Count>;
  /** Ids, in the order in which their work ended. */
  readonly recorded: readonly string[];
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  readonly control: RunControl;
  /** Ids that nobody has taken yet. */
  readonly waiting: readonly string[];
  readonly pagesFetched: () => number;
  readonly abort: () => void;
}

export interface FakeOptions {
  /** The number of hacks in the catalog; their ids count up from 1. */
  readonly total: number;
  readonly perPage?: number;
  /** The only patch of a hack; null when its ZIP has none. By default, each has its own. */
  readonly patch?: (id: string) => string | null;
  /** Called before each request; what it throws fails the request. */
  readonly onRequest?: (url: string) => void;
  /** Called before a game's rows are written. */
  readonly onRecord?: (id: string) => void;
}

export const everything: UpdateOptions = {
  ids: null,
  fetchMetadata: true,
  processNew: true,
  allPatches: false,
  limit: null,
  concurrency: 3,
};

/** A site and an archive in memory, in which every slow step takes a turn of the event loop; they count what is in progress. */
export function fakeCourse({
  total,
  perPage = 50,
  patch = (id) => `patch of ${id}`,
  onRequest = () => undefined,
  onRecord = () => undefined,
}: FakeOptions): FakeCourse {
  const { events, report } = reports();
  const ending = new AbortController();
  const control = runControl(ending.signal, () => undefined);
  const pages = new Count();
  const games = new Count();
  const sealing = new Map<string, Count>();
  /** Recorded blobs, by the sha224 of their patch. */
  const known = new Map<string, KnownBlob>();
  const recorded: string[] = [];
  const failed: string[] = [];
  const skipped: string[] = [];
  const waiting: GameRecord[] = [];
  let pagesFetched = 0;

  const json = (id: number): JsonObject => ({
    id,
    name: `Hack ${id}`,
    download_url: `${ORIGIN}/files/${id}.zip`,
  });
  const pageUrl = (page: number): string => `${ORIGIN}/list?n=${page}`;
  const catalogPage = (page: number): JsonObject => {
    const from = (page - 1) * perPage;
    return {
      current_page: page,
      last_page: Math.ceil(total / perPage),
      next_page_url: from + perPage < total ? pageUrl(page + 1) : null,
      data: Array.from({ length: Math.min(perPage, total - from) }, (_, index) => json(from + index + 1)),
    };
  };

  const request = async <T>(url: string, answer: () => T): Promise<T> => {
    await setImmediate();
    onRequest(url);
    return answer();
  };
  const done = (list: string[], { record }: Pick<QueuedGame, 'record'>): void => {
    games.less();
    list.push(record.id);
  };
  /** Begins as an IPS patch does, because that is how its kind is recognized. */
  const contentOf = (id: string): string => `PATCH ${patch(id) ?? ''}`;

  const deps: UpdateDeps = {
    control,
    skipped: ({ record }) => {
      games.less();
      skipped.push(record.id);
    },
    asked: {
      fetchRecord: (id) => request(`${ORIGIN}/file?id=${id}`, () => json(Number(id))),
      enqueue: (record) => waiting.push(record),
      report,
    },
    crawl: () => ({
      start: new URL(pageUrl(1)),
      pages: {
        // A page waits for its turn at the site, and nobody gets one while the run is held or stopping.
        fetchPage: (url) =>
          control.held$.pipe(
            first((held) => !held),
            mergeMap(() =>
              request(url.href, () => {
                pages.more();
                pagesFetched += 1;
                return catalogPage(Number(url.searchParams.get('n')));
              }),
            ),
            takeUntil(aborted(control.signal)),
          ),
        cachedPage: () => null,
        hasFollowed: () => false,
      },
      enqueue: {
        enqueue: (seen) => {
          pages.less();
          waiting.push(...seen.map(({ record }) => record));
          return new Set(seen.map(({ record }) => record.id));
        },
        report: (event) => {
          // Ten thousand of them would only be in the way.
          if (event.type !== 'game.queued') report(event);
        },
      },
      isKnown: () => false,
      close: { complete: () => undefined, pause: () => undefined, fail: () => undefined, report },
    }),
    newGames: { compare: (records) => records.map((record) => ({ record, change: null })), report },
    take: () => {
      const record = waiting.shift();
      if (record === undefined) return null;
      games.more();
      return queuedGame(record.id, { record });
    },
    downloadZip: {
      baseUrl: new URL(ORIGIN),
      fetchFile: (url) =>
        request(url.href, () => ({
          url: url.href,
          bytes: Buffer.from('PK'),
          contentType: null,
          etag: null,
          lastModified: null,
        })),
      hasZip: () => [false],
      keptZip: () => [null],
      storeZip: ({ record }) => [storedZip(record.id)],
      report: () => undefined,
    },
    extractPatches: {
      openZip: ({ game: { record } }) => {
        return [
          {
            candidates: patch(record.id) === null ? [] : [candidate('hack.ips')],
            bad: [],
            read: () => [Buffer.from(contentOf(record.id))],
          },
        ];
      },
      begin: () => [null],
      unreadable: () => {
        throw new Error('Every patch can be read.');
      },
      report: () => undefined,
    },
    applyPatch: () => ({
      base,
      apply: async (bytes) => {
        await setImmediate();
        return Buffer.concat([base.bytes, bytes]);
      },
      digest: (bytes) => [digests(bytes)],
      storePatch: () => [null],
      storeRom: () => [null],
      note: () => undefined,
      report: () => undefined,
    }),
    sealBlob: {
      knownBlob: ({ digests: { sha224 } }) => known.get(sha224) ?? null,
      seal: async ({ game: { record } }) => {
        const content = contentOf(record.id);
        const count = sealing.get(content) ?? new Count();
        sealing.set(content, count);
        count.more();
        await setImmediate();
        return { names: blobNames(content), patchBlob: blob, romBlob: blob, hashes };
      },
      announce: () => undefined,
      storeBlobs: () => [null],
      report: () => undefined,
    },
    archiveSink: {
      location: () => ({ patch: 'patch/x', rom: 'rom/x' }),
      writeHack: () => [null],
      writeMeta: () => [null],
      record: (game: RecordableGame) => {
        const { id } = game.record;
        onRecord(id);
        const [{ patch: recordedPatch, blob: sealed } = unsealed()] = game.patches;
        if ('names' in sealed) sealing.get(contentOf(id))?.less();
        const found = 'known' in sealed ? sealed.known : { pbuuid: `row of ${id}`, ...sealed.names };
        known.set(recordedPatch.digests.sha224, found);
        done(recorded, game);
        return {
          outcome: 'recorded',
          version: 1,
          gvuuid: `version of ${id}`,
          blobs: [found],
          superseded: [],
          waits: false,
        };
      },
      discard: () => [null],
      report: () => undefined,
    },
    settleGame: {
      failed: (game) => {
        done(failed, game);
        return { tries: 1, final: true, waits: false };
      },
      report,
    },
  };

  return {
    deps,
    events,
    pages,
    games,
    sealing,
    recorded,
    failed,
    skipped,
    control,
    get waiting() {
      return waiting.map(({ id }) => id);
    },
    pagesFetched: () => pagesFetched,
    abort: () => {
      ending.abort();
    },
  };
}

const unsealed = (): never => {
  throw new Error('A game is recorded without a patch.');
};

import { EMPTY, type Observable, asyncScheduler, defer, observeOn, of, take, takeUntil, takeWhile } from 'rxjs';
import type { Recorded } from '../archive/recordableGame.js';
import type { EnqueuedPage, SettledPage } from '../model/catalog.js';
import type { ChosenGame, DownloadedGame, QueuedGame } from '../model/game.js';
import { type ApplyPatchDeps, applyPatch } from '../operators/applyPatch.js';
import { choosePatches } from '../operators/choosePatches.js';
import { type CloseCrawlDeps, closeCrawl } from '../operators/closeCrawl.js';
import { type DownloadZipDeps, downloadZip } from '../operators/downloadZip.js';
import { type EnqueueDeps, enqueue } from '../operators/enqueue.js';
import { type Locks, exclusive } from '../operators/exclusive.js';
import { type ExtractPatchesDeps, extractPatches } from '../operators/extractPatches.js';
import { type NewGamesDeps, newGames } from '../operators/newGames.js';
import { pull } from '../operators/pull.js';
import { type SealBlobDeps, sealBlob } from '../operators/sealBlob.js';
import { type SettleGameDeps, settleGame } from '../operators/settleGame.js';
import { stopAtKnown } from '../operators/stopAtKnown.js';
import { untilSkipped } from '../operators/untilSkipped.js';
import { yieldBeforeComplete } from '../operators/yieldBeforeComplete.js';
import { type ArchiveSinkDeps, archiveSink } from '../sinks/archiveSink.js';
import { aborted } from './aborted.js';
import { type CatalogPagesDeps, catalogPages } from './catalogPages.js';
import { type RequestedGamesDeps, requestedGames } from './requestedGames.js';
import type { RunControl } from './runControl.js';

export interface UpdateOptions {
  /** Process these games and no others; null: whatever is pending in the queue. */
  readonly ids: Iterable<string> | AsyncIterable<string> | null;
  readonly fetchMetadata: boolean;
  readonly processNew: boolean;
  readonly allPatches: boolean;
  /** Process at most this many games; null: all of them. */
  readonly limit: number | null;
  /** Games processed at a time. */
  readonly concurrency: number;
}

/** One crawl of the catalog. */
export interface CrawlDeps {
  readonly start: URL;
  readonly pages: CatalogPagesDeps;
  readonly enqueue: EnqueueDeps;
  /** Whether something on the page was there at the last crawl; never true when the whole catalog is to be read. */
  readonly isKnown: (page: EnqueuedPage) => boolean;
  readonly close: CloseCrawlDeps;
}

export interface UpdateDeps {
  readonly asked: RequestedGamesDeps;
  /** Begins a crawl, or resumes an interrupted one. */
  readonly crawl: () => CrawlDeps;
  readonly newGames: NewGamesDeps;
  /** Takes the next game from the queue; null when none is pending. */
  readonly take: () => QueuedGame | null;
  readonly downloadZip: DownloadZipDeps;
  readonly extractPatches: ExtractPatchesDeps;
  readonly applyPatch: (game: DownloadedGame) => ApplyPatchDeps;
  readonly sealBlob: SealBlobDeps;
  readonly archiveSink: ArchiveSinkDeps;
  readonly settleGame: SettleGameDeps;
  /** Called for a game that the user skipped; it is not taken again before the next run. */
  readonly skipped: (game: QueuedGame) => void;
  readonly control: Pick<RunControl, 'held$' | 'inProgress' | 'signal'>;
}

/**
 * The archive course: the catalog fills the queue, workers drain it, and nothing else lies between them.
 *
 * ```
 * catalogPages → newGames → enqueue → stopAtKnown → closeCrawl ⟶ (queue)
 * (queue) ⟶ pull → downloadZip → extractPatches(applyPatch) → choosePatches → sealBlob → archiveSink → settleGame
 * ```
 *
 * Emits what was recorded. A crawl or a game that fails is an event, not an error; errors end the run.
 */
export function updateCourse(options: UpdateOptions, deps: UpdateDeps): Observable<Recorded> {
  const { held$, inProgress, signal } = deps.control;
  const locks: Locks = new Map();

  const arrivals$: Observable<unknown> =
    options.ids === null
      ? catalog(options, deps)
      : requestedGames(options.ids, deps.asked).pipe(take(options.limit ?? Infinity));

  const game = (queued: QueuedGame): Observable<Recorded> =>
    of(queued).pipe(
      exclusive(roomToFetch, downloadZip(deps.downloadZip), locks),
      exclusive(
        roomToOpen,
        extractPatches((zip) => applyPatch(queued.record.id, deps.applyPatch(zip)), deps.extractPatches),
        locks,
      ),
      choosePatches(options.allPatches),
      exclusive(
        pairsOf,
        (chosen$: Observable<ChosenGame>) => chosen$.pipe(sealBlob(deps.sealBlob), archiveSink(deps.archiveSink)),
        locks,
      ),
      settleGame(queued, deps.settleGame),
      untilSkipped<Recorded>(inProgress, () => {
        deps.skipped(queued);
        return EMPTY;
      }),
      // The game has just been written to the archive, and on completion the next one is taken from the queue.
      yieldBeforeComplete(),
    );

  return defer(() => {
    let left = options.processNew ? (options.limit ?? Infinity) : 0;
    const next = (): QueuedGame | null => {
      const queued = signal.aborted || left === 0 ? null : deps.take();
      if (queued !== null) left -= 1;
      return queued;
    };
    // In an event-loop turn of its own: a page has just been written to the archive, and taking a game writes again.
    const wake$ = arrivals$.pipe(observeOn(asyncScheduler), takeUntil(aborted(signal)));
    return pull(game, { next, concurrency: options.concurrency, wake$, held$ });
  });
}

const catalog = (options: UpdateOptions, deps: UpdateDeps): Observable<SettledPage> =>
  options.fetchMetadata
    ? defer(() => {
        const { start, pages, enqueue: queue, isKnown, close } = deps.crawl();
        let added = 0;
        return catalogPages(start, pages).pipe(
          newGames(deps.newGames),
          enqueue(queue),
          stopAtKnown(isKnown),
          takeWhile((page) => {
            added += page.added;
            return added < (options.limit ?? Infinity);
          }, true),
          closeCrawl(close),
        );
      })
    : EMPTY;

/**
 * A whole download is in memory while it arrives, and a large ZIP while it is opened: only one game at a time may do either.
 * Downloads lose nothing by that, because the site serves one at a time anyway.
 */
const ROOM = 'room for a large ZIP';
const LARGE_ZIP = 8 * 1024 * 1024;
const roomToFetch = ({ zip }: QueuedGame): readonly string[] => (zip === null ? [ROOM] : []);
const roomToOpen = ({ zip }: DownloadedGame): readonly string[] => (zip.bytes > LARGE_ZIP ? [ROOM] : []);

/** Two games with the same patch and result must not seal it at the same time. */
const pairsOf = ({ chosen }: ChosenGame): readonly string[] =>
  chosen.map(({ digests, outcome }) => `${digests.sha224} ${outcome.rom.sha224}`);

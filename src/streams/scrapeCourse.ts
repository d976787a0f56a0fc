import {
  EMPTY,
  type Observable,
  type ObservableInput,
  concat,
  concatMap,
  defer,
  first,
  from,
  mergeMap,
  of,
} from 'rxjs';
import { placeKey } from '../formats/media/mediaPath.js';
import type { RunError } from '../model/errors.js';
import type { RomFile } from '../model/romFile.js';
import type { FoundRom, IdentifiedRom, IllustratedRom, PlannedRom, RomEnding } from '../model/scrapeTask.js';
import type { KnownSystem } from '../model/system.js';
import { type Locks, exclusive } from '../operators/exclusive.js';
import { type FetchMediaDeps, fetchMedia } from '../operators/fetchMedia.js';
import { type HashRomDeps, hashRom } from '../operators/hashRom.js';
import { type IdentifyDeps, type IdentifyOptions, identify } from '../operators/identify.js';
import { type PlanRomDeps, planRom } from '../operators/planRom.js';
import { pull } from '../operators/pull.js';
import { type RetireMediaDeps, retireMedia } from '../operators/retireMedia.js';
import { type SettleRomDeps, settleRom } from '../operators/settleRom.js';
import { type SettleSystemDeps, settleSystem } from '../operators/settleSystem.js';
import { untilSkipped } from '../operators/untilSkipped.js';
import { type EntrySinkDeps, entrySink } from '../sinks/entrySink.js';
import type { RunControl } from './runControl.js';

export interface ScrapeOptions {
  readonly identify: IdentifyOptions;
  /** ROMs processed at a time: while the media of some download, others are hashed. */
  readonly concurrency: number;
  /** Only report what would be done. */
  readonly dryRun: boolean;
}

/** A system whose ROMs have been found and whose gamelist has been read. */
export interface OpenedSystem {
  readonly roms: readonly RomFile[];
  readonly planRom: PlanRomDeps;
  readonly fetchMedia: FetchMediaDeps;
  readonly retireMedia: RetireMediaDeps;
  readonly entrySink: EntrySinkDeps;
  /** Merges the scraped entries into the gamelist and reports how the system ended. */
  readonly close: () => ObservableInput<unknown>;
}

export interface ScrapeDeps {
  /** Emits null when there is nothing to do. */
  readonly open: (system: KnownSystem) => ObservableInput<OpenedSystem | null>;
  readonly hashRom: HashRomDeps;
  readonly identify: IdentifyDeps;
  readonly settleRom: SettleRomDeps;
  readonly settleSystem: SettleSystemDeps;
  /** Why no further request may be made in this run; null while requests are allowed. */
  readonly halted: () => RunError | null;
  readonly control: Pick<RunControl, 'held$' | 'inProgress' | 'signal'>;
}

/** `Game.sfc` and `Game.zip` share the place of their media: the second must find what the first has stored there. */
const mediaPlace = ({ system, rom }: FoundRom): readonly string[] => [`${system.name}/${placeKey(rom.mediaStem)}`];

/** The outcome of a ROM that the user skipped: the next run asks again. */
const SKIPPED: RomEnding = { outcome: 'left', media: 0, detail: 'skipped for now' };

/**
 * The scrape course: one system after another, several of its ROMs at a time, and its gamelist when they are done.
 *
 * ```
 * systems ⟶ open ⟶ (ROMs) ⟶ pull → planRom → hashRom → identify → fetchMedia → retireMedia → entrySink ⟶ (state) ⟶ gamelist
 * ```
 *
 * Emits how each ROM ended. A ROM or a system that fails is an event, not an error; errors end the run. When the quota is
 * exhausted, the ROMs that would have needed a request are reported as left, and the gamelists are still written.
 */
export function scrapeCourse(
  systems: readonly KnownSystem[],
  options: ScrapeOptions,
  deps: ScrapeDeps,
): Observable<RomEnding> {
  const locks: Locks = new Map();
  const work = (task: PlannedRom, opened: OpenedSystem): Observable<RomEnding> =>
    of(task).pipe(
      hashRom(deps.hashRom),
      identify(options.identify, deps.identify),
      exclusive<IdentifiedRom, IllustratedRom>(
        mediaPlace,
        (identified$) => identified$.pipe(fetchMedia(opened.fetchMedia), retireMedia(opened.retireMedia)),
        locks,
      ),
      entrySink(opened.entrySink),
    );

  const ending = (task: PlannedRom, opened: OpenedSystem): Observable<RomEnding> => {
    if (task.plan === 'skip') return of({ outcome: 'skipped', media: 0, detail: task.why });
    if (options.dryRun) return of({ outcome: 'planned', media: 0, detail: `DRY_RUN: ${task.plan} (${task.why})` });
    return deps.halted() === null ? work(task, opened) : EMPTY;
  };

  const romsOf = (system: KnownSystem, opened: OpenedSystem): Observable<RomEnding> =>
    defer(() => {
      const { roms } = opened;
      let index = 0;
      const next = (): FoundRom | null => {
        const rom = deps.control.signal.aborted ? undefined : roms[index];
        if (rom === undefined) return null;
        index += 1;
        return { system, rom, index, total: roms.length };
      };
      const settled = (found: FoundRom): Observable<RomEnding> =>
        of(found).pipe(
          planRom(opened.planRom),
          mergeMap((task) => ending(task, opened)),
          untilSkipped(deps.control.inProgress, () => of(SKIPPED)),
          settleRom(found, deps.settleRom),
        );
      const { held$ } = deps.control;
      return pull(settled, { next, concurrency: options.concurrency, wake$: EMPTY, held$ });
    });

  /** Opens a system as soon as the run is not paused; never in a run that is stopping. */
  const open = (system: KnownSystem): Observable<OpenedSystem | null> =>
    deps.control.held$.pipe(
      first((held) => !held),
      mergeMap(() => (deps.control.signal.aborted ? EMPTY : deps.open(system))),
    );

  return from(systems).pipe(
    concatMap((system) =>
      open(system).pipe(
        mergeMap((opened) =>
          opened === null ? EMPTY : concat(romsOf(system, opened), defer(opened.close).pipe(mergeMap(() => EMPTY))),
        ),
        settleSystem(system, deps.settleSystem),
      ),
    ),
  );
}

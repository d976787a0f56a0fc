import {
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  defer,
  filter,
  from,
  map,
  mergeMap,
  of,
  retry,
  tap,
  throwError,
  toArray,
} from 'rxjs';
import type { MediaFile, MediaFiles, MovedMedium } from '../files/mediaFiles.js';
import type { MediaFormat } from '../formats/media/mediaFormats.js';
import { type MediumDigests, mediumMismatch } from '../formats/media/mediumDigests.js';
import { sha1Hex } from '../formats/hashes.js';
import { isHopeless } from '../formats/media/missingKinds.js';
import {
  ArchiveError,
  ItemError,
  MediaError,
  NoSuchMediumError,
  PermanentHttpError,
  RunError,
} from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { MediaKind } from '../model/mediaKind.js';
import type { MediaState } from '../model/mediaState.js';
import type { IdentifiedRom, IllustratedRom } from '../model/scrapeTask.js';
import type { Medium } from '../model/scrapedGame.js';
import { catchOnly } from './catchOnly.js';

/** The media of the system; {@link MediaFiles} is one. */
export interface MediaStore {
  readonly find: (kind: MediaKind, stem: string) => ObservableInput<MediaFile | null>;
  readonly digest: (kind: MediaKind, stem: string) => ObservableInput<(MediaFile & MediumDigests) | null>;
  readonly prepare: (kind: MediaKind, stem: string) => ObservableInput<unknown>;
  readonly store: (kind: MediaKind, stem: string, format: MediaFormat, bytes: Buffer) => ObservableInput<MediaFile>;
  readonly retire: (
    ...place: Parameters<MediaFiles['retire']>
  ) => ObservableInput<Awaited<ReturnType<MediaFiles['retire']>>>;
  readonly setAside: (...place: Parameters<MediaFiles['setAside']>) => ObservableInput<readonly MovedMedium[]>;
}

/** What is known and told of media. */
export interface MediaDeps {
  /** Those that are wanted. */
  readonly kinds: readonly MediaKind[];
  /** The medium of each kind that is to be had for the ROM. */
  readonly choose: (task: IdentifiedRom) => ReadonlyMap<MediaKind, Medium>;
  /** What is remembered of the ROM's media. */
  readonly states: (task: IdentifiedRom) => ReadonlyMap<MediaKind, MediaState>;
  readonly remember: (task: IdentifiedRom, kind: MediaKind, state: MediaState) => void;
  readonly report: Report;
}

export interface FetchMediaDeps extends MediaDeps {
  readonly files: Pick<MediaStore, 'find' | 'digest' | 'prepare' | 'setAside' | 'store'>;
  /** Completes empty when no request shall begin any more. */
  readonly fetch: (medium: Medium, kind: MediaKind) => Observable<Buffer>;
  /** Gives the extension to store it under, or throws a MediaError. */
  readonly check: (bytes: Buffer, medium: Medium, kind: MediaKind) => ObservableInput<MediaFormat>;
  /** Hold files that are there against the site's hashes even when only missing ones are fetched. */
  readonly strict: boolean;
  /** What the user has put in the place of a medium makes way for the site's, whatever is fetched of the ROM. */
  readonly force: boolean;
  /**
   * Whether the place of the ROM's media is another's first: `Game.smc` beside `Game.sfc`, for which ES-DE shows the same
   * files. It then fetches what is not there, and gives way.
   */
  readonly isSecond: (task: IdentifiedRom) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One kind of one ROM. */
interface Wanted {
  readonly task: IdentifiedRom;
  readonly kind: MediaKind;
  readonly medium: Medium;
  /** What lies in its place. */
  readonly found: MediaFile | null;
}

type Outcome = 'stored' | 'kept';

/**
 * Brings the media of each ROM into their places, all its kinds at the same time. A file that is there as the site has it is
 * kept and costs no request; where only missing media are wanted, any file that is there is.
 *
 * ```
 * source         --a-------------|
 * fetch(cover)     ---c|
 * store(cover)        --|
 * fetch(video)     -#                (a MediaError: once more)
 * fetch(video)      -v|
 *                -------A--------|   A: with the number of media stored
 * ```
 *
 * - A file that differs from the site's and was not stored here is the user's own: it is kept, and costs no request. In a
 *   run that compares, and by force, it is moved aside when its successor has come: a `media.retired`.
 * - The file comes first, then what is remembered of it, then the event.
 * - What cannot be stored, as far as can be seen, is not asked for.
 * - A medium that cannot be had is a `media.failed`, and the ROM goes on without it; a wrong one is fetched once more before.
 * - An error of the disk passes on and gives the other kinds up. One that says that nothing more may be asked, such as a
 *   QuotaError, passes on when they have ended: what is under way the site has counted.
 * - When a fetch completes empty (stopped while it waited), so does the ROM: its media are not all there.
 * - Unsubscribing cancels the fetches.
 */
export function fetchMedia(deps: FetchMediaDeps): OperatorFunction<IdentifiedRom, IllustratedRom> {
  return mergeMap((task) => {
    const chosen = deps.choose(task);
    return from(deps.kinds).pipe(
      mergeMap((kind) => settled(task, kind, chosen.get(kind), deps).pipe(catchOnly(RunError, halted))),
      toArray(),
      map(unlessHalted),
      filter((outcomes) => outcomes.length === deps.kinds.length),
      map((outcomes) => ({ ...task, stored: outcomes.filter((outcome) => outcome === 'stored').length })),
    );
  });
}

/** Holds back that nothing more may be asked, so that the other kinds go on. */
const halted = (error: RunError): Observable<RunError> =>
  error instanceof ArchiveError ? throwError(() => error) : of(error);

/** @throws RunError - what was held back */
function unlessHalted(outcomes: readonly (Outcome | RunError)[]): readonly Outcome[] {
  return outcomes.map((outcome) => {
    if (outcome instanceof RunError) throw outcome;
    return outcome;
  });
}

function settled(
  task: IdentifiedRom,
  kind: MediaKind,
  medium: Medium | undefined,
  deps: FetchMediaDeps,
): Observable<Outcome> {
  const work = (found: MediaFile | null): Observable<Outcome> => {
    if (medium !== undefined) {
      const wanted = { task, kind, medium, found };
      return brought(wanted, deps).pipe(catchOnly(ItemError, (error) => failed(wanted, error, deps)));
    }
    if (found === null) deps.remember(task, kind, { status: 'none' });
    return of('kept');
  };
  return defer(() => deps.files.find(kind, task.rom.mediaStem)).pipe(
    mergeMap(work),
    // A place that leads out of the media folder, or that cannot be looked at.
    catchOnly(ItemError, (error) => warned(task, kind, error, deps)),
  );
}

function brought(wanted: Wanted, deps: FetchMediaDeps): Observable<Outcome> {
  const { task, kind, found } = wanted;
  const onlyMissing = task.plan === 'missing media' && !deps.strict;
  if (found === null) {
    return onlyMissing && isHopeless(deps.states(task).get(kind), deps.now()) ? of('kept') : fetched(wanted, deps);
  }
  if (onlyMissing) return of('kept');
  return defer(() => deps.files.digest(kind, task.rom.mediaStem)).pipe(
    mergeMap((there) => (there === null ? fetched(wanted, deps) : compared(wanted, there, deps))),
  );
}

/** Holds a file that is there against what the site has. */
function compared(wanted: Wanted, there: MediaFile & MediumDigests, deps: FetchMediaDeps): Observable<Outcome> {
  const { task, medium } = wanted;
  const ours = ownSha1(wanted, deps) === there.sha1;
  if (mediumMismatch(there, medium) !== null) {
    const makesWay = (task.plan === 'compare' || deps.force) && !deps.isSecond(task);
    return ours || makesWay ? fetched(wanted, deps) : of('kept');
  }
  // Where the site tells no hash, the file may be anybody's.
  if (ours || medium.sha1 !== null || medium.md5 !== null || medium.crc32 !== null) keep(wanted, there, true, deps);
  return of('kept');
}

/** Of the file that was stored here; null when none was. */
function ownSha1({ task, kind }: Wanted, { states }: MediaDeps): string | null {
  const known = states(task).get(kind);
  return known?.status === 'stored' ? known.sha1 : null;
}

function fetched(wanted: Wanted, deps: FetchMediaDeps): Observable<Outcome> {
  const { task, kind, medium } = wanted;
  return defer(() => deps.files.prepare(kind, task.rom.mediaStem)).pipe(
    mergeMap(() => deps.fetch(medium, kind)),
    mergeMap((bytes) => from(deps.check(bytes, medium, kind)).pipe(map((format) => ({ bytes, format })))),
    retry({ count: 1, delay: (error: unknown) => (mayComeRight(error) ? of(true) : throwError(() => error)) }),
    // Not before its successor is there and good.
    mergeMap((good) => setAside(wanted, deps).pipe(map(() => good))),
    mergeMap(({ bytes, format }) =>
      from(deps.files.store(kind, task.rom.mediaStem, format, bytes)).pipe(
        map((file) => ({ ...file, sha1: sha1Hex(bytes) })),
      ),
    ),
    map((stored) => {
      keep(wanted, stored, false, deps);
      return 'stored' as const;
    }),
  );
}

const mayComeRight = (error: unknown): boolean => error instanceof MediaError && !(error instanceof NoSuchMediumError);

/** Emits once what the user had put there lies elsewhere. */
function setAside(wanted: Wanted, deps: FetchMediaDeps): Observable<unknown> {
  const { task, kind, found } = wanted;
  if (found === null) return of(null);
  const { system, rom } = task;
  return from(deps.files.setAside(kind, rom.mediaStem, ownSha1(wanted, deps))).pipe(
    tap((moved) => {
      for (const one of moved) {
        deps.report({ type: 'media.retired', system: system.name, rom: rom.path, kind, ...one });
      }
    }),
  );
}

function keep(
  { task, kind, medium: { type, region } }: Wanted,
  { file, size, sha1 }: MediaFile & Pick<MediumDigests, 'sha1'>,
  reused: boolean,
  { remember, report }: MediaDeps,
): void {
  remember(task, kind, { status: 'stored', file, size, sha1, type, region });
  report({ type: 'media.stored', system: task.system.name, rom: task.rom.path, kind, file, bytes: size, reused });
}

/** Remembers that a medium cannot be had, unless there is an older file of it. */
function failed({ task, kind, found }: Wanted, error: ItemError, deps: FetchMediaDeps): Observable<Outcome> {
  if (found === null) {
    const lasting = error instanceof MediaError || error instanceof PermanentHttpError;
    deps.remember(task, kind, { status: 'failed', reason: error.message, lasting, at: deps.now() });
  }
  return warned(task, kind, error, deps);
}

/** The ROM goes on without it. */
export function warned(
  task: IdentifiedRom,
  kind: MediaKind,
  { message: reason }: ItemError,
  { report }: Pick<MediaDeps, 'report'>,
): Observable<'kept'> {
  report({ type: 'media.failed', system: task.system.name, rom: task.rom.path, kind, reason });
  return of('kept');
}

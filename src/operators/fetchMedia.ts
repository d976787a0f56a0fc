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
import { sha1Hex } from '../formats/hashes.js';
import type { MediaFormat } from '../formats/media/mediaFormats.js';
import { type MediumDigests, mediumMismatch } from '../formats/media/mediumDigests.js';
import { isHopeless } from '../formats/media/missingKinds.js';
import {
  ArchiveError,
  ItemError,
  MediaError,
  MediumNotFoundError,
  PermanentHttpError,
  RunError,
} from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { MediaKind } from '../model/mediaKind.js';
import type { MediaState } from '../model/mediaState.js';
import type { IdentifiedRom, IllustratedRom } from '../model/scrapeTask.js';
import type { Medium } from '../model/scrapedGame.js';
import { catchOnly } from './catchOnly.js';

/** The media folder of a system; {@link MediaFiles} is one. */
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

/** What is known about media, and where changes are recorded and reported. */
export interface MediaDeps {
  /** The kinds that are wanted. */
  readonly kinds: readonly MediaKind[];
  /** The medium of each kind that the site offers for the ROM. */
  readonly choose: (task: IdentifiedRom) => ReadonlyMap<MediaKind, Medium>;
  /** The recorded state of the ROM's media. */
  readonly states: (task: IdentifiedRom) => ReadonlyMap<MediaKind, MediaState>;
  readonly remember: (task: IdentifiedRom, kind: MediaKind, state: MediaState) => void;
  readonly report: Report;
}

export interface FetchMediaDeps extends MediaDeps {
  readonly files: Pick<MediaStore, 'find' | 'digest' | 'prepare' | 'setAside' | 'store'>;
  /** Completes without a value when no further request may begin. */
  readonly fetch: (medium: Medium, kind: MediaKind) => Observable<Buffer>;
  /** The format, whose extension the file gets; throws a MediaError if the content is not acceptable. */
  readonly check: (bytes: Buffer, medium: Medium, kind: MediaKind) => ObservableInput<MediaFormat>;
  /** Check existing files against the site's hashes even when only missing media are fetched. */
  readonly strict: boolean;
  /** Replace the user's own files with the site's, whatever the plan for the ROM. */
  readonly force: boolean;
  /**
   * Whether another ROM has first claim to the place of this one's media: `Game.smc` beside `Game.sfc`, for which ES-DE shows
   * the same files. Such a ROM fetches what is missing and otherwise gives way.
   */
  readonly isSecond: (task: IdentifiedRom) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One kind of medium for one ROM. */
interface Wanted {
  readonly task: IdentifiedRom;
  readonly kind: MediaKind;
  readonly medium: Medium;
  /** The file that is already in its place. */
  readonly found: MediaFile | null;
}

type Outcome = 'stored' | 'kept';

/**
 * Fetches the media of each ROM into their places, all kinds concurrently. An existing file that matches the site's is kept and
 * costs no request; where only missing media are wanted, any existing file is.
 *
 * ```
 * source         --a-------------|
 * fetch(cover)     ---c|
 * store(cover)        --|
 * fetch(video)     -#                (a MediaError: one more try)
 * fetch(video)      -v|
 *                -------A--------|   A: with the number of media stored
 * ```
 *
 * - A file that differs from the site's and was not stored by romflow is the user's own: it is kept and costs no request. In a
 *   run that compares, or with `force`, it is moved aside once its replacement has arrived (`media.retired`).
 * - The file is written first, then its state is recorded, then the event is reported.
 * - A medium is requested only if, as far as can be told, it could be stored.
 * - A medium that cannot be obtained is a `media.failed`, and the ROM proceeds without it; one whose content is wrong is fetched
 *   once more first.
 * - A disk error passes through and cancels the other kinds. An error that rules out further requests, such as a QuotaError,
 *   passes through only when they have ended: the site has already counted what is in flight.
 * - When a fetch completes without a value (stopped while waiting), so does the ROM: its media are not all there.
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

/** Defers an error that rules out further requests, so that the other kinds can finish. */
const halted = (error: RunError): Observable<RunError> =>
  error instanceof ArchiveError ? throwError(() => error) : of(error);

/** @throws RunError - the deferred error */
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
    // The path leads out of the media folder, or cannot be read.
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

/** Compares an existing file with what the site has. */
function compared(wanted: Wanted, there: MediaFile & MediumDigests, deps: FetchMediaDeps): Observable<Outcome> {
  const { task, medium } = wanted;
  const ours = ownSha1(wanted, deps) === there.sha1;
  if (mediumMismatch(there, medium) !== null) {
    const makesWay = (task.plan === 'compare' || deps.force) && !deps.isSecond(task);
    return ours || makesWay ? fetched(wanted, deps) : of('kept');
  }
  // If the site gives no hash, the file could be from anywhere.
  if (ours || medium.sha1 !== null || medium.md5 !== null || medium.crc32 !== null) keep(wanted, there, true, deps);
  return of('kept');
}

/** SHA-1 of the file that romflow stored; null when it stored none. */
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
    // Only once the replacement has arrived and passed the check.
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

const mayComeRight = (error: unknown): boolean =>
  error instanceof MediaError && !(error instanceof MediumNotFoundError);

/** Emits once the user's own file has been moved aside. */
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

/** Records that a medium cannot be obtained, unless there is an older file of it. */
function failed({ task, kind, found }: Wanted, error: ItemError, deps: FetchMediaDeps): Observable<Outcome> {
  if (found === null) {
    const lasting = error instanceof MediaError || error instanceof PermanentHttpError;
    deps.remember(task, kind, { status: 'failed', reason: error.message, lasting, at: deps.now() });
  }
  return warned(task, kind, error, deps);
}

/** Reports the failure; the ROM proceeds without the medium. */
export function warned(
  task: IdentifiedRom,
  kind: MediaKind,
  { message: reason }: ItemError,
  { report }: Pick<MediaDeps, 'report'>,
): Observable<'kept'> {
  report({ type: 'media.failed', system: task.system.name, rom: task.rom.path, kind, reason });
  return of('kept');
}

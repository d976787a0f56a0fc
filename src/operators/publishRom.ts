import {
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  defer,
  from,
  last,
  map,
  mergeMap,
  of,
  tap,
} from 'rxjs';
import { sha224Hex } from '../formats/hashes.js';
import type { PlacedHack, PublishableHack, RomStep } from '../formats/publishPlan.js';
import type { EventBody } from '../model/events.js';
import type { FileStamp, PublishedRom } from '../model/published.js';

/** A hack and the outcome of publishing its ROM. */
export interface PublishedHack extends PlacedHack {
  readonly outcome: Extract<EventBody, { type: 'rom.published' }>['outcome'];
  readonly reason: string | null;
}

export interface PublishRomDeps {
  /** The patched ROM, rebuilt from the hack's blob and checked against what is recorded about it. */
  readonly rebuild: (hack: PublishableHack) => ObservableInput<Buffer>;
  /** Writes a ROM, provided that `path` is still as it was seen; emits the new file's stamp. */
  readonly write: (path: string, rom: Buffer, seen: FileStamp | null) => ObservableInput<FileStamp>;
  /** Renames a ROM, provided that it is still as it was seen; emits the stamp under its new name. */
  readonly move: (from: string, to: string, seen: FileStamp) => ObservableInput<FileStamp>;
  /** Renames the media of a ROM; media that have already been moved are no failure. */
  readonly moveMedia: (from: string, to: string) => ObservableInput<unknown>;
  /** Records the ROM; called once its file has been written. */
  readonly keep: (rom: PublishedRom) => void;
}

/**
 * Puts the ROM of each hack in its place: the file first, then its media, then the row.
 *
 * ```
 * hacks       --a----------b----|     (b is already there)
 * rebuild(a)    --r|
 * write(r)        --s|
 *             ------A------B----|
 * keep        ------a
 * ```
 *
 * - A hack that cannot be rebuilt fails with a BlobError or PatchError, one whose file has changed since with a RomError.
 * - If the process is killed at any point, the next run recognizes the file that is left behind.
 */
export function publishRom(deps: PublishRomDeps): OperatorFunction<PlacedHack, PublishedHack> {
  return mergeMap((placed) => {
    const { step } = placed;
    const done = (outcome: PublishedHack['outcome'], reason: string | null = null) => ({ ...placed, outcome, reason });
    switch (step.do) {
      case 'leave':
        return of(done('skipped', step.why));
      case 'keep':
        return of(done('unchanged'));
      case 'note':
        return kept(placed, step.file, deps).pipe(map(() => done('unchanged')));
      case 'write':
        return written(placed, step.seen, deps).pipe(map(() => done('written')));
      case 'move':
        return moved(placed, step, deps).pipe(map(() => done('renamed')));
    }
  });
}

/** What a dry run reports for a hack. */
export function plannedHack(placed: PlacedHack): PublishedHack {
  const { step } = placed;
  switch (step.do) {
    case 'leave':
      return { ...placed, outcome: 'skipped', reason: step.why };
    case 'keep':
    case 'note':
      return { ...placed, outcome: 'unchanged', reason: null };
    case 'write':
      return { ...placed, outcome: 'planned', reason: 'would be written' };
    case 'move':
      return { ...placed, outcome: 'planned', reason: `would be renamed from ${step.from}` };
  }
}

function written(placed: PlacedHack, seen: FileStamp | null, deps: PublishRomDeps): Observable<unknown> {
  return rebuilt(placed, deps).pipe(mergeMap((rom) => put(placed, rom, seen, deps)));
}

/** A ROM that cannot be rebuilt is not moved either: the gamelist would not find it. */
function moved(
  placed: PlacedHack,
  { from: old, seen, sha224, write }: Extract<RomStep, { readonly do: 'move' }>,
  deps: PublishRomDeps,
): Observable<unknown> {
  const rom$: Observable<Buffer | null> = write ? rebuilt(placed, deps) : of(null);
  return rom$.pipe(
    mergeMap((rom) =>
      from(deps.move(old, placed.path, seen)).pipe(
        mergeMap((stamp) => (rom === null ? kept(placed, { ...stamp, sha224 }, deps) : put(placed, rom, stamp, deps))),
      ),
    ),
  );
}

const rebuilt = ({ hack }: PlacedHack, { rebuild }: PublishRomDeps): Observable<Buffer> => defer(() => rebuild(hack));

function put(placed: PlacedHack, rom: Buffer, seen: FileStamp | null, deps: PublishRomDeps): Observable<unknown> {
  return from(deps.write(placed.path, rom, seen)).pipe(
    mergeMap((stamp) => kept(placed, { ...stamp, sha224: sha224Hex(rom) }, deps)),
  );
}

/** `listedAs` holds the path that the gamelist has, until it is rewritten. */
function kept(
  { hack, path, row }: PlacedHack,
  file: FileStamp & Pick<PublishedRom, 'sha224'>,
  { moveMedia, keep }: Pick<PublishRomDeps, 'moveMedia' | 'keep'>,
): Observable<unknown> {
  const old = row === null || row.path === path ? null : row.path;
  const listed = row?.listedAs ?? old;
  return (old === null ? of(null) : defer(() => moveMedia(old, path))).pipe(
    last(null, null),
    tap(() => {
      const { id, version, blob } = hack;
      keep({ ...file, id, version, blob, path, listedAs: listed === path ? null : listed });
    }),
  );
}

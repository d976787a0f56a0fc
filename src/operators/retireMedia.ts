import {
  type MonoTypeOperatorFunction,
  type Observable,
  concat,
  defer,
  filter,
  ignoreElements,
  map,
  mergeMap,
  of,
} from 'rxjs';
import { ItemError } from '../model/errors.js';
import type { MediaKind } from '../model/mediaKind.js';
import type { IllustratedRom } from '../model/scrapeTask.js';
import { catchOnly } from './catchOnly.js';
import { eachInTurn } from './eachInTurn.js';
import { type MediaDeps, type MediaStore, warned } from './fetchMedia.js';

export interface RetireMediaDeps extends MediaDeps {
  readonly files: Pick<MediaStore, 'digest' | 'retire'>;
  /**
   * Whether a ROM's media may not belong to its game: they were fetched for a game that the ROM was taken for before, or the
   * run compares everything. Never true where another ROM has first claim to the place: its game may have them.
   */
  readonly mayBeStale: (task: IllustratedRom) => boolean;
}

/**
 * Moves aside stored media that the site no longer has, for ROMs that are compared with it or now scraped as another game.
 * Goes after `fetchMedia`: what has just arrived counts when deciding whether a game would be left without any.
 *
 * ```
 * source       --a--------|
 * digest(kind)   -d|
 * retire(kind)    -r|
 *              -----a-----|
 * ```
 *
 * - A file that the user put there, or changed, is kept.
 * - One kind at a time, so that a game's last medium is kept too.
 * - A file that cannot be moved is a `media.failed`; errors that end the run pass through.
 */
export function retireMedia(deps: RetireMediaDeps): MonoTypeOperatorFunction<IllustratedRom> {
  return mergeMap((task) => {
    const looked = task.plan !== 'missing media' && deps.mayBeStale(task);
    if (!looked) return of(task);
    const chosen = deps.choose(task);
    const states = deps.states(task);
    const gone = deps.kinds.flatMap((kind) => {
      const state = states.get(kind);
      return !chosen.has(kind) && state?.status === 'stored' ? [{ kind, sha1: state.sha1 }] : [];
    });
    const retired$ = eachInTurn(gone, ({ kind, sha1 }) => retire(task, kind, sha1, deps));
    return concat(retired$.pipe(ignoreElements()), of(task));
  });
}

function retire(task: IllustratedRom, kind: MediaKind, sha1: string, deps: RetireMediaDeps): Observable<unknown> {
  const { system, rom } = task;
  return defer(() => deps.files.digest(kind, rom.mediaStem)).pipe(
    filter((there) => there?.sha1 === sha1),
    mergeMap(() => deps.files.retire(kind, rom.mediaStem)),
    filter((moved) => moved !== null),
    map((moved) => {
      deps.remember(task, kind, { status: 'none' });
      deps.report({ type: 'media.retired', system: system.name, rom: rom.path, kind, ...moved });
    }),
    catchOnly(ItemError, (error) => warned(task, kind, error, deps)),
  );
}

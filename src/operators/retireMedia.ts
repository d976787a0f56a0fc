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
   * Whether what lies in the place of a ROM's media may be none of its game's: it came for another one, which the ROM was
   * before, or the run compares all that is there. Never where the place is another ROM's first, whose game may have it.
   */
  readonly mayBeStale: (task: IllustratedRom) => boolean;
}

/**
 * Moves aside the media that came from the site and that it no longer has, of ROMs that are compared with it or scraped as
 * another game. To be put behind `fetchMedia`: what has just come counts when it is seen whether a game would be left with none.
 *
 * ```
 * source       --a--------|
 * digest(kind)   -d|
 * retire(kind)     -r|
 *              -----a-----|
 * ```
 *
 * A file that the user has put there, or changed, stays. One kind at a time, so that the last medium of a game stays too.
 * One that cannot be moved is a `media.failed`; errors that end the run pass on.
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

import type { MediaKind } from '../../model/mediaKind.js';
import type { MediaState } from '../../model/mediaState.js';

/** For as long as an answer is valid, a bad medium in it is not fetched again. */
const FAILURE_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/** What is known about a ROM's media. */
export interface KnownMedia {
  /** Whether its file is on the disk. */
  readonly has: (kind: MediaKind) => boolean;
  readonly states: ReadonlyMap<MediaKind, MediaState>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * The kinds worth asking for: those without a file, unless the site is known to have none, or only a bad one that was
 * fetched within the last 7 days.
 *
 * @param kinds - the ones wanted
 */
export function missingKinds(kinds: readonly MediaKind[], { has, states, now }: KnownMedia): readonly MediaKind[] {
  return kinds.filter((kind) => {
    const state = states.get(kind);
    return !has(kind) && state?.status !== 'none' && !isHopeless(state, now);
  });
}

/** Whether fetching a medium again would most likely give the same bad file. */
export function isHopeless(state: MediaState | undefined, now: number): boolean {
  return state?.status === 'failed' && state.lasting && Math.abs(now - state.at) <= FAILURE_LIFE_MS;
}

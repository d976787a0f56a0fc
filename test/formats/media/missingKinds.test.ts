import { describe, expect, it } from 'vitest';
import { missingKinds } from '../../../src/formats/media/missingKinds.js';
import type { MediaState } from '../../../src/model/mediaState.js';

const NOW = Date.UTC(2026, 0, 8);
const DAY_MS = 86_400_000;

const stored: MediaState = { status: 'stored', file: 'x', size: 1, sha1: 'x', type: 'box-2D', region: null };
const failed = (lasting: boolean, daysAgo: number): MediaState => ({
  status: 'failed',
  reason: 'broken',
  lasting,
  at: NOW - daysAgo * DAY_MS,
});

const isMissing = (has: boolean, state: MediaState | null): boolean => {
  const states = new Map(state === null ? [] : [['covers' as const, state]]);
  return missingKinds(['covers'], { has: () => has, states, now: NOW }).length > 0;
};

describe('a medium', () => {
  it.each<[string, boolean, MediaState | null, boolean]>([
    ['whose file is there is not missing', true, null, false],
    ['whose file is there is not missing, whatever went wrong later', true, failed(false, 0), false],
    ['without a file is missing', false, null, true],
    ['whose file somebody removed is missing', false, stored, true],
    ['that the site does not have is not missing', false, { status: 'none' }, false],
    ['that failed in passing is missing', false, failed(false, 0), true],
    ['that was no good this week is not missing', false, failed(true, 6.9), false],
    ['that was no good long ago is missing', false, failed(true, 7.1), true],
    ['that was no good in a far future is missing: a clock was wrong', false, failed(true, -8), true],
  ])('%s', (_, has, state, expected) => {
    expect(isMissing(has, state)).toBe(expected);
  });

  it('is judged by its own kind', () => {
    const known = { has: (kind: string) => kind === 'covers', states: new Map(), now: NOW };
    expect(missingKinds(['covers', 'videos', 'manuals'], known)).toEqual(['videos', 'manuals']);
    expect(missingKinds(['covers'], known)).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { gameStats, statsDiffer } from '../../src/formats/gameStats.js';

test.each([
  [
    { downloads: 5, rating: 4.5 },
    { downloads: '5', rating: '4.5' },
  ],
  [
    { downloads: '5.0', rating: null },
    { downloads: '5', rating: null },
  ],
  [
    { downloads: 'many', rating: {} },
    { downloads: null, rating: null },
  ],
  [{}, { downloads: null, rating: null }],
])('%j', (raw, stats) => {
  expect(gameStats(raw)).toEqual(stats);
});

test.each([
  ['5', '4', '5', '4', false],
  ['5', '4', '6', '4', true],
  ['5', '4', '5', '3', true],
  [null, null, '5', null, true],
  ['5', '4', null, null, false],
])('from %s and %s to %s and %s', (downloads, rating, laterDownloads, laterRating, differ) => {
  expect(statsDiffer({ downloads, rating }, { downloads: laterDownloads, rating: laterRating })).toBe(differ);
});

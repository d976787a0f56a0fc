import { describe, expect, test } from 'vitest';
import type { PublishedScreenshot } from '../../src/model/published.js';
import type { PublishedHack } from '../../src/operators/publishRom.js';
import { type WantedScreenshotsDeps, stemOf, wantedScreenshots } from '../../src/streams/wantedScreenshots.js';
import { placedHack, publishableHack } from '../publishSamples.js';

const hackWith = (id: string, image: string | null): PublishedHack => ({
  ...placedHack(id, { do: 'keep' }, { hack: publishableHack(id, { image, version: '2' }), path: `Casual/${id}.sfc` }),
  outcome: 'unchanged',
  reason: null,
});

/** The ids of the hacks whose screenshot is wanted. */
function wanted(
  hacks: readonly PublishedHack[],
  rows: readonly PublishedScreenshot[] = [],
  files: readonly string[] = [],
  signal: AbortSignal = new AbortController().signal,
): readonly unknown[] {
  const index: WantedScreenshotsDeps['index'] = { has: (kind, stem) => kind === 'screenshots' && files.includes(stem) };
  return [...wantedScreenshots(hacks, { rows: new Map(rows.map((row) => [row.id, row])), index, signal })];
}

const row = (id: string, overrides: Partial<PublishedScreenshot> = {}): PublishedScreenshot => ({
  id,
  url: '//x/1.png',
  version: '2',
  sha1: 'ours',
  ...overrides,
});
const hack = hackWith('1', '//x/1.png');
const itself = { asked: { id: '1', url: '//x/1.png', version: '2' }, rom: './Casual/1.sfc', stem: 'Casual/1' };

describe('a screenshot is', () => {
  test.each<[string, PublishedHack, readonly PublishedScreenshot[], readonly string[], boolean]>([
    ['wanted when it is not there', hack, [], [], true],
    ['not wanted when the record has none', hackWith('1', null), [], [], false],
    ['not wanted when one is there, whoever put it there', hack, [], ['Casual/1'], false],
    ['not wanted when it is there', hack, [row('1')], ['Casual/1'], false],
    ['wanted again when its file is gone', hack, [row('1')], [], true],
    ['not wanted when the site has none', hack, [row('1', { sha1: null })], [], false],
    ['wanted again in a new version', hack, [row('1', { sha1: null, version: '1' })], [], true],
    ['wanted again at a new address', hack, [row('1', { sha1: null, url: '//x/0.png' })], [], true],
    ['replaced when the site has another', hack, [row('1', { url: '//x/0.png' })], ['Casual/1'], true],
    [
      'the user’s own where nothing was stored',
      hack,
      [row('1', { sha1: null, url: '//x/0.png' })],
      ['Casual/1'],
      false,
    ],
  ])('%s', (_, of, rows, files, is) => {
    expect(wanted([of], rows, files)).toEqual(is ? [{ ...itself, own: files.length > 0 ? 'ours' : null }] : []);
  });
});

test('nothing more is wanted once the run is stopped', () => {
  expect(wanted([hack, hackWith('2', '//x/2.png')], [], [], AbortSignal.abort())).toEqual([]);
});

test.each([
  ['Sky Rails.sfc', 'Sky Rails'],
  ['v1.5/Sky v1.5.sfc', 'v1.5/Sky v1.5'],
])('the stem of %j is %j', (path, stem) => {
  expect(stemOf(path)).toBe(stem);
});

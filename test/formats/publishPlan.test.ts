import { describe, expect, test } from 'vitest';
import { type RomStep, type Seen, TAKEN, romStep } from '../../src/formats/publishPlan.js';
import type { PublishedRom } from '../../src/model/published.js';

const stamp = { size: '512', mtimeNs: '1' };
const nothing: Seen = { is: 'nothing' };
const written: Seen = { is: 'written', stamp };
const same: Seen = { is: 'same', stamp };
const wanted: Seen = { is: 'wanted', stamp, sha224: 'new' };
const other: Seen = { is: 'other' };

const hashes = { result_sha1: null, result_sha224: 'NEW', result_shake1: null };
const old = { version: '1', blob: 'pblob_1', sha224: 'old' };
const rowAt = (path: string, of: Partial<PublishedRom> = {}): PublishedRom => ({
  id: '1',
  path,
  listedAs: null,
  ...stamp,
  ...old,
  ...of,
});

type Hack = Parameters<typeof romStep>[0];

/** The hack as in the row, or as its next version. */
const asWritten: Hack = { version: '1', blob: 'pblob_1', hashes: { ...hashes, result_sha224: 'old' } };
const nextVersion: Hack = { version: '2', blob: 'pblob_2', hashes };

const write = (seen: typeof stamp | null): RomStep => ({ do: 'write', seen });
const note = (sha224: string): RomStep => ({ do: 'note', file: { ...stamp, sha224 } });
const EDITED: unknown = expect.objectContaining({ do: 'leave', edited: true });

describe('a hack that has not been published before', () => {
  test.each<[string, Seen, RomStep]>([
    ['is written where nothing is', nothing, write(null)],
    ['takes over its very own ROM', wanted, note('new')],
    ['leaves the file of somebody else', other, TAKEN],
  ])('%s', (_, there, step) => {
    expect(romStep(nextVersion, null, 'a.sfc', { here: nothing, there })).toEqual(step);
  });
});

describe('a hack whose ROM is where it should be', () => {
  test.each<[string, Hack, Seen, unknown]>([
    ['as it was written: nothing to do', asWritten, written, { do: 'keep' }],
    ['touched: only noted', asWritten, same, note('old')],
    ['gone: written again', asWritten, nothing, write(null)],
    ['edited: left alone', asWritten, other, EDITED],
    ['of an old version: replaced', nextVersion, written, write(stamp)],
    ['of an old version, touched: replaced', nextVersion, same, write(stamp)],
    ['of an old version, edited: left alone', nextVersion, other, EDITED],
    ['of the new version already, but not noted: noted', nextVersion, wanted, note('new')],
    ['the same of another blob: only noted', { ...asWritten, blob: 'pblob_9' }, written, note('old')],
    ['the same of another version: only noted', { ...asWritten, version: '2' }, written, note('old')],
    [
      'of unknown hash, the same blob',
      { ...asWritten, hashes: { ...hashes, result_sha224: null } },
      written,
      { do: 'keep' },
    ],
    [
      'of unknown hash, another blob: replaced',
      { ...nextVersion, hashes: { ...hashes, result_sha224: null } },
      written,
      write(stamp),
    ],
  ])('%s', (_, hack, seen, step) => {
    expect(romStep(hack, rowAt('a.sfc'), 'a.sfc', { here: seen, there: seen })).toEqual(step);
  });
});

describe('a hack whose ROM should be elsewhere', () => {
  const move = (sha224: string, again: boolean): RomStep => ({
    do: 'move',
    from: 'a.sfc',
    seen: stamp,
    sha224,
    write: again,
  });
  test.each<[string, Hack, Seen, Seen, unknown]>([
    ['moves', asWritten, written, nothing, move('old', false)],
    ['moves, touched as it is', asWritten, same, nothing, move('old', false)],
    ['moves and is written anew', nextVersion, written, nothing, move('old', true)],
    ['moves, new already but not noted', nextVersion, wanted, nothing, move('new', false)],
    ['stays where the user has edited it', asWritten, other, nothing, EDITED],
    ['never moves over a file', asWritten, written, other, TAKEN],
    ['never moves over its own copy', asWritten, written, wanted, TAKEN],
    ['has moved before, which was not noted', asWritten, nothing, written, note('old')],
    ['has moved before and is of an old version', nextVersion, nothing, written, write(stamp)],
    ['has moved and was written anew, which was not noted', nextVersion, nothing, wanted, note('new')],
    ['is gone: written at its new place', asWritten, nothing, nothing, write(null)],
    ['is gone, and its new place is taken', asWritten, nothing, other, TAKEN],
  ])('%s', (_, hack, here, there, step) => {
    expect(romStep(hack, rowAt('a.sfc'), 'b.sfc', { here, there })).toEqual(step);
  });
});

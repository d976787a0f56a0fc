import { describe, expect, it } from 'vitest';
import type { GameVersion } from '../../src/archive/versions.js';
import { packZip } from '../../src/demo/packZip.js';
import { parseGameRecord } from '../../src/formats/gameRecord.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import type { JsonObject } from '../../src/model/game.js';
import { keptZip } from '../../src/streams/keptZip.js';
import { knownSince } from '../../src/streams/knownSince.js';
import { hackRecord } from '../archive/archiveFolder.js';

const version = (changes: Partial<GameVersion> = {}): GameVersion => {
  const { columns, raw } = hackRecord('1', { size: 100 });
  return {
    gvuuid: 'gv',
    version: 1,
    columns,
    json: JSON.stringify(raw),
    patchblob1Name: null,
    patSha224: null,
    legacyType: null,
    removed: false,
    obsoleted: false,
    etag: '"e"',
    lastModified: 'yesterday',
    fileName: 'zips/1.zip',
    ...changes,
  };
};
const kept = (known: GameVersion | null, bytes: number | null, changes = {}, content: Buffer = Buffer.alloc(0)) =>
  keptZip(
    hackRecord('1', { size: 100, ...changes }),
    { latestVersion: () => known },
    { zipSize: () => Promise.resolve(bytes), readZip: () => Promise.resolve(content) },
  );

describe('keptZip', () => {
  it('returns the ZIP of the latest version', async () => {
    expect(await kept(version(), 100)).toEqual({
      path: 'zips/1.zip',
      bytes: 100,
      etag: '"e"',
      lastModified: 'yesterday',
      fileName: 'hack.zip',
    });
    expect(await kept(version(), 100, { download_url: null })).toMatchObject({ fileName: '1.zip' });
    expect(await kept(version(), 100, { name: 'Newer' })).not.toBeNull();
    expect(
      await kept(version({ json: null, columns: { ...version().columns, size: null } }), 55, { size: null }),
    ).not.toBeNull();
  });

  it.each([
    ['the game is new', null, 100, {}],
    ['nobody knows where it is', version({ fileName: null }), 100, {}],
    ['it is not there', version(), null, {}],
    ['it is empty', version(), 0, { size: null }],
    ['it is cut short', version(), 99, {}],
    ['the site has another file', version(), 100, { download_url: '//dl.example.test/1/hack2.zip' }],
    ['the site has a larger one', version(), 101, { size: 101 }],
  ])('returns null when %s', async (_, known, bytes, changes) => {
    expect(await kept(known, bytes, changes)).toBeNull();
  });

  const patch = Buffer.from('PATCH, and much more of it');
  const whole = packZip({ 'hack.ips': Buffer.from('PATCH'), 'main.ips': patch });
  const torn = (name: string): Buffer => {
    const bytes = Buffer.from(whole);
    return bytes.fill(0x55, bytes.indexOf(name) + name.length, bytes.indexOf(name) + name.length + 5);
  };

  it.each([
    ['holds the patch of the version', whole, true],
    ['is that patch', patch, true],
    ['holds others', packZip({ 'other.ips': Buffer.from('PATCH') }), false],
    ['is damaged where the patch is', torn('main.ips'), false],
    ['is damaged where another one is', torn('hack.ips'), true],
    ['is no ZIP any more', Buffer.alloc(100), false],
  ])('when it %s', async (_, content, is) => {
    const sealed = version({ patSha224: sha224Hex(patch).toUpperCase() });
    expect((await kept(sealed, 100, {}, content)) !== null).toBe(is);
  });
});

describe('knownSince', () => {
  const page = (...records: readonly JsonObject[]) => ({
    seen: records.map((record) => ({ record: parseGameRecord(record), change: null })),
  });

  it.each([
    [null, []],
    ['junk', []],
    [{ data: [{ id: 1, name: 'x' }, 'junk', { id: '2.0', name: 'y' }, { id: 3 }] }, ['1', '2', '3']],
  ])('%j', (response, ids) => {
    const isKnown = knownSince(response === null ? null : { nextPageUrl: null, response });
    expect(['1', '2', '3', '4'].filter((id) => isKnown(page({ id: '9', name: 'z' }, { id, name: 'z' })))).toEqual(ids);
  });

  it('does not count a game whose date has changed since, because its place in the catalog has, too', () => {
    const response = { data: [{ id: 1, name: 'x', time: 1_700_000_000 }] };
    const isKnown = knownSince({ nextPageUrl: null, response });
    expect(isKnown(page({ id: 1, name: 'y', time: 1_700_000_000 }))).toBe(true);
    expect(isKnown(page({ id: 1, name: 'x', time: 1_800_000_000 }))).toBe(false);
  });
});

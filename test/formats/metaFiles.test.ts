import { expect, test } from 'vitest';
import { hackJson, patchJson, withBlob } from '../../src/formats/metaFiles.js';
import { appliedPatch, blobNames, gameRecord } from '../samples.js';

const patch = appliedPatch('sub/a.bps');
const at = { patch: 'patch/shake', rom: 'rom/12_shake.sfc' };

/** What every file says about a patch. */
const words = {
  patch: 'patch/shake',
  pat_sha224: 'sha224-sub/a.bps',
  pat_sha1: 'sha1-sub/a.bps',
  pat_shake_128: 'shake-sub/a.bps',
  result_sha224: 'sha224-sub/a.bps-rom',
  result_sha1: 'sha1-sub/a.bps-rom',
  result_shake1: 'shake-sub/a.bps-rom',
  rom: 'rom/12_shake.sfc',
  ...blobNames('a'),
};

test('a hack’s file is its record with the fields of its primary patch', () => {
  const record = gameRecord('12', { normalized: { id: '12', name: 'Hack', demo: false, tags: [] } });
  expect(hackJson(record, patch, at, blobNames('a'))).toEqual({
    id: '12',
    name: 'Hack',
    demo: false,
    tags: [],
    ...words,
  });
});

test('a record cannot pass off words of its own as those of the patch, and is not modified', () => {
  const normalized = Object.freeze({ id: '12', patch: '../../etc/passwd', romblob_name: 'x', pat_sha1: null });
  expect(hackJson(gameRecord('12', { normalized }), patch, at, blobNames('a'))).toEqual({ id: '12', ...words });
  expect(normalized.patch).toBe('../../etc/passwd');
});

test('a patch’s file says which hack it belongs to and what it is called', () => {
  expect(patchJson('12', patch, at, blobNames('a'))).toEqual({ id: '12', patch_filename: 'sub/a.bps', ...words });
});

test('what an old row does not have is left out, not null', () => {
  const old = { ...blobNames('a'), romblob_name: null, romblob_salt: null };
  const known = Object.fromEntries(Object.entries(words).filter(([word]) => !word.startsWith('romblob')));
  expect(patchJson('12', patch, at, old)).toStrictEqual({ id: '12', patch_filename: 'sub/a.bps', ...known });
  expect(JSON.stringify(patchJson('12', patch, at, old))).not.toContain('null');
});

test('only five names of a blob are published', () => {
  const row = { ...blobNames('a'), pbuuid: 'secret' };
  expect(Object.keys(patchJson('12', patch, at, row))).not.toContain('pbuuid');
});

/** A hack’s file that refers to its own blob. */
const ownJson = Object.freeze({ id: '12', nothing: null, pat_sha1: 'p', ...blobNames('own') });

test('the names of the other blob replace its own, and the rest stays', () => {
  expect(withBlob(ownJson, blobNames('other'))).toEqual({
    id: '12',
    nothing: null,
    pat_sha1: 'p',
    ...blobNames('other'),
  });
});

test('what is unknown about the other blob is left out', () => {
  const { romblob_name, romblob_salt, ...known } = blobNames('other');
  expect([romblob_name, romblob_salt]).toHaveLength(2);
  expect(withBlob(ownJson, { ...known, romblob_name: null, romblob_salt: null })).toEqual({
    id: '12',
    nothing: null,
    pat_sha1: 'p',
    ...known,
  });
});

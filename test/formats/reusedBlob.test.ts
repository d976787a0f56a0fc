import { expect, test } from 'vitest';
import { withBlob } from '../../src/formats/reusedBlob.js';
import { blobNames } from '../samples.js';

const json = Object.freeze({ id: '12', nothing: null, pat_sha1: 'p', ...blobNames('own') });

test('the names of the other blob take the place of its own, and the rest stays', () => {
  expect(withBlob(json, blobNames('other'))).toEqual({
    id: '12',
    nothing: null,
    pat_sha1: 'p',
    ...blobNames('other'),
  });
});

test('what is not known of the other blob is left out', () => {
  const { romblob_name, romblob_salt, ...known } = blobNames('other');
  expect([romblob_name, romblob_salt]).toHaveLength(2);
  expect(withBlob(json, { ...known, romblob_name: null, romblob_salt: null })).toEqual({
    id: '12',
    nothing: null,
    pat_sha1: 'p',
    ...known,
  });
});

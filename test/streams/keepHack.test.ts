import { expect, test } from 'vitest';
import { parseHackFile } from '../../src/formats/hackFile.js';
import { withBlob } from '../../src/formats/metaFiles.js';
import type { JsonObject } from '../../src/model/game.js';
import { keepHack } from '../../src/streams/keepHack.js';
import { BASE64, OTHER, RAW, oldHack } from '../oldHack.js';
import { blobNames } from '../samples.js';

const json = oldHack('12', RAW);
const reused = { pbuuid: 'row', ...blobNames('other'), patchblob1_name: BASE64 };

async function kept(there: JsonObject | string | null, other: typeof reused | null): Promise<readonly unknown[]> {
  const written: unknown[] = [];
  await keepHack(parseHackFile('12', JSON.stringify(json)), other, {
    kept: {
      read: (folder, name) => {
        expect([folder, name]).toEqual(['hacks', '12']);
        const text = typeof there === 'string' ? there : JSON.stringify(there);
        return Promise.resolve(there === null ? null : Buffer.from(text));
      },
    },
    writeHack: (...given) => {
      written.push(given);
      return Promise.resolve();
    },
  });
  return written;
}

test('JSON that the archive does not have is stored as it is', async () => {
  expect(await kept(null, null)).toEqual([['12', json]]);
});

test('JSON that names another blob than the archive’s own is stored with the names of the latter', async () => {
  expect(await kept(null, reused)).toEqual([['12', withBlob(json, reused)]]);
  expect(await kept(json, reused)).toEqual([['12', withBlob(json, reused)]]);
});

test.each([
  ['the same', json, null],
  ['of a later time', oldHack('12', OTHER), reused],
  ['with the names of the archive’s own blob already', withBlob(json, reused), reused],
  ['that nobody can read', '{', reused],
])('existing JSON is left alone: %s', async (_, there, other) => {
  expect(await kept(there, other)).toEqual([]);
});

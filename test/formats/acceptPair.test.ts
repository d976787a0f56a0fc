import { expect, test } from 'vitest';
import { acceptPair } from '../../src/formats/acceptPair.js';
import { sealPatch } from '../../src/formats/blob.js';
import { SALT_SIZE } from '../../src/formats/blobKey.js';
import { BlobError } from '../../src/model/errors.js';
import { ownBench } from '../../src/workbench/ownBench.js';
import { seals } from '../samples.js';

const { base, order } = seals;
const own = ownBench(base);
const unsealed = { ...order(), baseRom: base.bytes };

test('a pair that another program has sealed is accepted as if it were sealed here', async () => {
  const pair = await own.seal(order());
  const { patchBlob, romBlob } = pair;
  expect(await acceptPair(unsealed, { patchBlob, romBlob }, order().chance)).toEqual(pair);
});

test('blobs of anything else are refused, each on its own', async () => {
  const { patchBlob, romBlob } = await own.seal(order());
  const other = await own.seal({ ...order(), rom: Buffer.from('the patched ROM, of a few words LESS') });
  const longer = await own.seal({ ...order(), rom: Buffer.alloc(100_000) });
  const salted = await own.seal(order('13'));
  const { patch, patSha224, compression, chance } = order();
  // Under the right key, which anybody can derive.
  const stamp = { compression, iv: Buffer.alloc(16), time: 1 };
  const { blob } = await sealPatch(
    Buffer.from(patch).reverse(),
    patSha224,
    chance.random.subarray(0, SALT_SIZE),
    stamp,
  );
  const garbage = Buffer.from('garbage');
  for (const blobs of [
    { patchBlob, romBlob: other.romBlob },
    { patchBlob, romBlob: longer.romBlob },
    { patchBlob, romBlob: salted.romBlob },
    { patchBlob: salted.patchBlob, romBlob },
    { patchBlob: blob.bytes, romBlob },
    { patchBlob: romBlob, romBlob: patchBlob },
    { patchBlob: garbage, romBlob },
    { patchBlob, romBlob: garbage },
  ]) {
    await expect(acceptPair(unsealed, blobs, order().chance)).rejects.toBeInstanceOf(BlobError);
  }
});

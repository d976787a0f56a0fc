import { expect, test } from 'vitest';
import { acceptPair } from '../../src/formats/acceptPair.js';
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
  const garbage = Buffer.from('garbage');
  for (const blobs of [
    { patchBlob, romBlob: other.romBlob },
    { patchBlob, romBlob: longer.romBlob },
    { patchBlob, romBlob: salted.romBlob },
    { patchBlob: salted.patchBlob, romBlob },
    { patchBlob: romBlob, romBlob: patchBlob },
    { patchBlob: garbage, romBlob },
    { patchBlob, romBlob: garbage },
  ]) {
    await expect(acceptPair(unsealed, blobs, order().chance)).rejects.toBeInstanceOf(BlobError);
  }
});

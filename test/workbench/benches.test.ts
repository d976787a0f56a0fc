import { afterAll, describe, expect, test } from 'vitest';
import { makeBps } from '../../src/formats/makeBps.js';
import { BlobError, PatchError } from '../../src/model/errors.js';
import { ownBench } from '../../src/workbench/ownBench.js';
import { threadBench } from '../../src/workbench/threadBench.js';
import type { Workbench } from '../../src/workbench/workbench.js';
import { seals } from '../samples.js';

const { base, order } = seals;

const benches: readonly (readonly [string, Workbench])[] = [
  ['this thread', ownBench(base)],
  ['two threads', threadBench(base, 2)],
];
afterAll(() => Promise.all(benches.map(([, bench]) => bench.close())));

describe.each(benches)('the bench in %s', (_, bench) => {
  test('applies patches, several at a time', async () => {
    const roms = Array.from({ length: 12 }, (__, index) => Buffer.from(`ROM ${index}`));
    expect(await Promise.all(roms.map((rom) => bench.apply(makeBps(base.bytes, rom))))).toEqual(roms);
  });

  test('seals an order as this thread does, whoever does it', async () => {
    const pairs = await Promise.all(['7', '8'].map((id) => bench.seal(order(id))));
    expect(pairs).toEqual(await Promise.all(['7', '8'].map((id) => ownBench(base).seal(order(id)))));
    expect(pairs.every(({ patchBlob, romBlob }) => Buffer.isBuffer(patchBlob) && Buffer.isBuffer(romBlob))).toBe(true);
  });

  test('rejects a bad patch and a bad pair with the right class of error, and continues', async () => {
    const refused = bench.apply(Buffer.from('no patch'));
    await expect(refused).rejects.toBeInstanceOf(PatchError);
    await expect(refused).rejects.toThrow('This file is neither a BPS nor an IPS patch.');
    await expect(bench.seal({ ...order(), patch: Buffer.from('another') })).rejects.toBeInstanceOf(BlobError);
    expect(await bench.apply(order().patch)).toEqual(order().rom);
  });
});

test('may be closed before it is used, and twice', async () => {
  const bench = threadBench(base, 1);
  await bench.close();
  await bench.apply(order().patch);
  await bench.close();
  await bench.close();
});

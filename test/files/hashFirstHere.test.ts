import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hashFile } from '../../src/files/hashFile.js';
import { hashFirstHere } from '../../src/files/hashFirstHere.js';
import type { HashedFile, RomHasher } from '../../src/files/hashRoms.js';
import { RomError } from '../../src/model/errors.js';

const MIB = 1024 * 1024;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-hashing-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The names of the ROMs that were passed on to the other hasher. */
let handedOn: string[];
beforeEach(() => {
  handedOn = [];
});
const others: RomHasher = {
  hash: ({ file }) => {
    handedOn.push(basename(file));
    return hashFile(file, 0);
  },
  close: () => {
    handedOn.push('closed');
    return Promise.resolve();
  },
};

function rom(name: string, bytes: number): HashedFile {
  const file = join(folder, name);
  writeFileSync(file, name);
  truncateSync(file, bytes);
  return { file, fileSize: bytes };
}

test('a few small ROMs are hashed here, even concurrently', async () => {
  const hasher = hashFirstHere(others, 0);
  const roms = [rom('a.nes', 3), rom('b.sfc', 4 * MIB), rom('empty.nes', 0)];
  const hashes = await Promise.all(roms.map((one) => hasher.hash(one)));
  expect(hashes).toEqual(await Promise.all(roms.map(({ file }) => hashFile(file, 0))));
  expect(handedOn).toEqual([]);
});

test('large ROMs and ZIPs are passed on', async () => {
  const hasher = hashFirstHere(others, 0);
  for (const one of [rom('large.sfc', 4 * MIB + 1), rom('a.zip', 3), rom('B.ZIP', 3)]) {
    expect(await hasher.hash(one)).toEqual(await hashFile(one.file, 0));
  }
  expect(handedOn).toEqual(['large.sfc', 'a.zip', 'B.ZIP']);
});

test('so are those after the first 32 MiB', async () => {
  const hasher = hashFirstHere(others, 0);
  const four = rom('four.sfc', 4 * MIB);
  for (let count = 0; count < 9; count += 1) await hasher.hash(four);
  expect(handedOn).toEqual(['four.sfc']);
});

test('a ROM above the limit has no hashes, and one that cannot be read fails', async () => {
  const hasher = hashFirstHere(others, 3);
  expect(await hasher.hash(rom('4.nes', 4))).toBeNull();
  await expect(hasher.hash({ file: join(folder, 'none.nes'), fileSize: 3 })).rejects.toThrow(RomError);
});

test('yields to other tasks between two ROMs', async () => {
  const hasher = hashFirstHere(others, 0);
  const told: string[] = [];
  const hashed = ['a', 'b'].map((name) => hasher.hash(rom(`${name}.nes`, 3)).then(() => told.push(name)));
  // As early as the first ROM.
  await Promise.resolve();
  setImmediate(() => told.push('another'));
  await Promise.all(hashed);
  expect(told).toEqual(['a', 'another', 'b']);
});

test('closing it closes the other hasher', async () => {
  await hashFirstHere(others, 0).close();
  expect(handedOn).toEqual(['closed']);
});

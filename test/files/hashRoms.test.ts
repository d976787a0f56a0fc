import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { hashFile } from '../../src/files/hashFile.js';
import { hashRoms, type HashedFile, type RomHasher } from '../../src/files/hashRoms.js';
import { RomError } from '../../src/model/errors.js';

let folder: string;
let endless: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-hashing-'));
  // Takes many seconds to hash, but no space on most disks.
  endless = write('endless.bin', '');
  truncateSync(endless, 4 * 1024 ** 3);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const hashers: RomHasher[] = [];
afterEach(() => Promise.all(hashers.splice(0).map((hasher) => hasher.close())));

function hasherOf(threads: number, sizeLimit = 0): RomHasher {
  const hasher = hashRoms({ threads, sizeLimit });
  hashers.push(hasher);
  return hasher;
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A file in the form that the hasher takes. */
const rom = (file: string): HashedFile => ({ file, fileSize: statSync(file, { throwIfNoEntry: false })?.size ?? 0 });

test.each([1, 3])('hashes many ROMs on %d threads', async (threads) => {
  const hasher = hasherOf(threads);
  const files = Array.from({ length: 40 }, (_, index) => write(`${index}.nes`, 'x'.repeat(index)));
  const hashes = await Promise.all(files.map((file) => hasher.hash(rom(file))));
  expect(hashes).toEqual(await Promise.all(files.map((file) => hashFile(file, 0))));
});

test('a ROM above the limit has no hashes', async () => {
  const hasher = hasherOf(1, 3);
  expect(await hasher.hash(rom(write('3.nes', 'aaa')))).toMatchObject({ crc32: 'F007732D', size: 3 });
  expect(await hasher.hash(rom(write('4.nes', 'aaaa')))).toBeNull();
});

test('a ROM that cannot be read fails alone', async () => {
  const hasher = hasherOf(1);
  const file = join(folder, 'none.nes');
  const before = hasher.hash(rom(write('b.nes', 'bbb')));
  const failed = hasher.hash(rom(file));
  const hashed = hasher.hash(rom(write('a.nes', 'aaa')));
  await expect(failed).rejects.toBeInstanceOf(RomError);
  await expect(failed).rejects.toThrow(`${file} cannot be read: it no longer exists.`);
  expect(await before).toMatchObject({ crc32: '4065CF0D' });
  expect(await hashed).toMatchObject({ crc32: 'F007732D' });
});

test('closing aborts what is being hashed, and may happen twice or before anything is hashed', async () => {
  const unused = hasherOf(1);
  await unused.close();
  const hasher = hasherOf(1);
  const hashing = expect(hasher.hash(rom(endless))).rejects.toThrow('Terminating worker thread');
  await setImmediate();
  const waiting = expect(hasher.hash(rom(endless))).rejects.toThrow('The hasher was closed.');
  await hasher.close();
  await hashing;
  await waiting;
  await hasher.close();
});

test('a ROM does not wait behind another one while another thread can be started', async () => {
  const hasher = hasherOf(2);
  const file = write('a.nes', 'aaa');
  await hasher.hash(rom(file));
  const large = hasher.hash(rom(endless)).then(() => 'large');
  const given = expect(large).rejects.toThrow('Terminating worker thread');
  expect(await Promise.race([large, hasher.hash(rom(file)).then(() => 'small')])).toBe('small');
  await hasher.close();
  await given;
});

test('another thread is started for much work, not for a little', async () => {
  let threads = 0;
  const count = (): void => {
    threads++;
  };
  process.on('worker', count);
  const hasher = hasherOf(2);
  const small = Array.from({ length: 12 }, (_, index) => write(`small${index}.nes`, 'x'.repeat(index)));
  await Promise.all(small.map((file) => hasher.hash(rom(file))));
  expect(threads).toBe(1);
  const sparse = write('sparse.nes', '');
  truncateSync(sparse, 20 * 1024 ** 2);
  await Promise.all([sparse, ...small].map((file) => hasher.hash(rom(file))));
  process.off('worker', count);
  expect(threads).toBe(2);
});

test('a result that arrives while the hasher is closed is dropped silently', async () => {
  const hasher = hasherOf(1);
  const file = write('a.nes', 'aaa');
  await hasher.hash(rom(file));
  const found = expect(hasher.hash(rom(file))).rejects.toThrow('Terminating worker thread');
  await setImmediate();
  // The thread answers in the meantime, while this one cannot listen.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  await hasher.close();
  await found;
});

test('a process exits even if its hasher was not closed', async () => {
  const source = pathToFileURL(resolve('src', 'files', 'hashRoms.ts')).href;
  const script = `
    const { hashRoms } = await import(${JSON.stringify(source)});
    const { crc32 } = await hashRoms({ threads: 2, sizeLimit: 0 }).hash({ file: ${JSON.stringify(write('a.nes', 'aaa'))}, fileSize: 3 });
    console.log(crc32);`;
  const program = write('program.mjs', script);
  const loader = pathToFileURL(resolve('test', 'tsLoader.mjs')).href;
  const child = spawn(process.execPath, ['--import', loader, program]);
  let out = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  await once(child, 'close');
  expect([out, child.exitCode]).toEqual(['F007732D\n', 0]);
});

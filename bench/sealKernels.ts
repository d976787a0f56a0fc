import { pbkdf2 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { digests, fileHashes, sha224Hex } from '../src/formats/hashes.js';
import { compressXz } from '../src/formats/xz.js';

// What no program can do without that seals hacks at level 6, as wide as the cores, and nothing else: no site, no archive.
// Named are the folder of what `course.ts` prepared and the hacks in it; printed are milliseconds and the bytes of all blobs.
const derive = promisify(pbkdf2);
const LEVEL = 6;

interface Prepared {
  readonly patch: Buffer;
  readonly rom: Buffer;
  /** What Fernet made of both once they were compressed. */
  readonly patchToken: Buffer;
  readonly romToken: Buffer;
}

async function seal({ patch, rom, patchToken, romToken }: Prepared): Promise<number> {
  const password = digests(patch).sha224;
  digests(rom);
  for (const salt of ['patch', 'ROM']) await derive(password, salt, 390_000, 32, 'sha256');
  await compressXz(patch, LEVEL);
  const patchBlob = await compressXz(patchToken, LEVEL);
  await compressXz(rom, LEVEL);
  const romBlob = await compressXz(romToken, LEVEL);
  for (const bytes of [patch, patchBlob]) fileHashes(bytes);
  sha224Hex(romBlob);
  return patchBlob.length + romBlob.length;
}

const [folder = '.', ...ids] = process.argv.slice(2);
const waiting = ids.map((id): Prepared => {
  const read = (kind: string): Buffer => readFileSync(`${folder}/${id}.${kind}`);
  return { patch: read('patch'), rom: read('rom'), patchToken: read('patchToken'), romToken: read('romToken') };
});

const sizes: number[] = [];
async function lane(): Promise<void> {
  for (let hack = waiting.shift(); hack !== undefined; hack = waiting.shift()) sizes.push(await seal(hack));
}

const start = performance.now();
await Promise.all(Array.from({ length: availableParallelism() }, lane));
const ms = performance.now() - start;
process.stdout.write(JSON.stringify({ ms, bytes: sizes.reduce((sum, size) => sum + size, 0) }));

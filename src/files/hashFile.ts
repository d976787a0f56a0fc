import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { romDigest } from '../formats/romDigest.js';
import { RomError } from '../model/errors.js';
import type { RomHashes } from '../model/romFile.js';
import { fileFault } from './fileFault.js';

/** Small enough for three digests, one after another, to find it in a core's cache. */
const CHUNK_BYTES = 128 * 1024;

/** A buffer for reading ROMs. One is reused for many: allocating it costs a twentieth of hashing a small ROM. */
export const newChunk = (): Buffer => Buffer.allocUnsafe(CHUNK_BYTES);

/**
 * Hashes a ROM in one pass, with one chunk of it in memory at a time. In a `.zip` with exactly one ROM, that ROM is
 * hashed; any other ZIP is hashed itself.
 *
 * @param path - absolute
 * @param sizeLimit - of the file, and of the ROM in it, in bytes; 0 for no limit
 * @param chunk - is overwritten
 * @returns null above the limit
 * @throws RomError - it is not a file, or cannot be read
 */
export async function hashFile(path: string, sizeLimit: number, chunk = newChunk()): Promise<RomHashes | null> {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new RomError(`${path} is not a file; put the ROM there.`);
    if (sizeLimit > 0 && found.size > sizeLimit) return null;
    const content = /\.zip$/i.test(path) ? await hashZip(path, sizeLimit) : 'itself';
    return content === 'itself' ? hashBytes(path, chunk) : content;
  } catch (error) {
    throw fileFault(path, error);
  }
}

/** Loads the ZIP reader only when the first ZIP comes along. */
async function hashZip(path: string, sizeLimit: number): Promise<RomHashes | 'itself' | null> {
  return (await import('./hashZip.js')).hashZip(path, sizeLimit);
}

/**
 * Synchronous, without libuv's thread pool: a worker has nothing else to do, and for a small ROM the pool costs more
 * than hashing.
 */
function hashBytes(path: string, chunk: Buffer): RomHashes {
  const file = openSync(path, 'r');
  try {
    const digest = romDigest();
    for (;;) {
      const bytesRead = readSync(file, chunk, 0, chunk.length, null);
      if (bytesRead === 0) return digest.end();
      digest.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    closeSync(file);
  }
}

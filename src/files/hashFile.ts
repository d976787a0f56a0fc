import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { romDigest } from '../formats/romDigest.js';
import { RomError } from '../model/errors.js';
import type { RomHashes } from '../model/romFile.js';
import { fileFault } from './fileFault.js';

/** What three digests in turn still find in a core's cache. */
const CHUNK_BYTES = 128 * 1024;

/** Room for what is read of a ROM. One serves many in turn: making it costs a small ROM a twentieth of its digests. */
export const newChunk = (): Buffer => Buffer.allocUnsafe(CHUNK_BYTES);

/**
 * The digests of a ROM in one pass over it, a chunk of it in memory at a time. A `.zip` with exactly one ROM inside is hashed by
 * its content, any other by itself.
 *
 * @param path - absolute
 * @param sizeLimit - bytes of the file, and of what is in it; 0 for no limit
 * @param chunk - its bytes are lost
 * @returns null above the limit
 * @throws RomError - it is no file, or cannot be read
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

/** What opens ZIPs is loaded with the first one. */
async function hashZip(path: string, sizeLimit: number): Promise<RomHashes | 'itself' | null> {
  return (await import('./hashZip.js')).hashZip(path, sizeLimit);
}

/** Without waiting for libuv's threads: a worker has nothing else to do, and they cost a small ROM more than its digests. */
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

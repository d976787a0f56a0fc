import { open, stat } from 'node:fs/promises';
import { romDigest } from '../formats/romDigest.js';
import { RomError } from '../model/errors.js';
import type { RomHashes } from '../model/romFile.js';
import { fileFault } from './fileFault.js';
import { hashZip } from './hashZip.js';

const CHUNK_BYTES = 1024 * 1024;

/**
 * The digests of a ROM in one pass over it, a chunk of it in memory at a time. A `.zip` with exactly one ROM inside is hashed by
 * its content, any other by itself.
 *
 * @param path - absolute
 * @param sizeLimit - bytes of the file, and of what is in it; 0 for no limit
 * @returns null above the limit
 * @throws RomError - it is no file, or cannot be read
 */
export async function hashFile(path: string, sizeLimit: number): Promise<RomHashes | null> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new RomError(`${path} is no file; put the ROM there.`);
    if (sizeLimit > 0 && found.size > sizeLimit) return null;
    const content = /\.zip$/i.test(path) ? await hashZip(path, sizeLimit) : 'itself';
    return content === 'itself' ? await hashBytes(path) : content;
  } catch (error) {
    throw fileFault(path, error);
  }
}

async function hashBytes(path: string): Promise<RomHashes> {
  const file = await open(path, 'r');
  try {
    const digest = romDigest();
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return digest.end();
      digest.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

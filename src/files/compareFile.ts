import { open } from 'node:fs/promises';
import { readError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { leadsToDevice } from './leadsToDevice.js';

const PIECE = 1024 * 1024;

/**
 * Compares a file with bytes, a piece at a time, so that there is never a second copy of a large file in memory.
 *
 * @returns `missing` if there is no such file; a device, a pipe or a socket is `other`
 * @throws ArchiveError - it cannot be read
 */
export async function compareFile(path: string, bytes: Buffer): Promise<'same' | 'other' | 'missing'> {
  if (await leadsToDevice(path)) return 'other';
  try {
    const file = await open(path, 'r');
    try {
      if ((await file.stat()).size !== bytes.length) return 'other';
      const piece = Buffer.allocUnsafe(Math.min(PIECE, bytes.length));
      for (let at = 0; at < bytes.length;) {
        const { bytesRead } = await file.read(piece, 0, piece.length, at);
        const expected = bytes.subarray(at, at + bytesRead);
        if (bytesRead === 0 || !piece.subarray(0, bytesRead).equals(expected)) return 'other';
        at += bytesRead;
      }
      return 'same';
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'missing';
    throw readError('Cannot read', path, error);
  }
}

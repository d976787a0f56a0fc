import { setImmediate } from 'node:timers/promises';
import { hashFile, newChunk } from './hashFile.js';
import type { RomHasher } from './hashRoms.js';

/** The largest ROM that is hashed without a pause: 12 ms, in which nothing else is done. */
const LARGEST_BYTES = 4 * 1024 * 1024;
/** In all: what the digests of this much take, it takes to start a thread. */
const FIRST_BYTES = 32 * 1024 * 1024;

/**
 * Hashes the first ROMs of a run on the main thread, as long as they are no ZIPs and neither large nor many: most runs have few
 * new ones, for which no thread is worth starting.
 *
 * @param others - hashes what comes after them
 * @param sizeLimit - bytes of a file; 0 for no limit
 */
export function hashFirstHere(others: RomHasher, sizeLimit: number): RomHasher {
  const chunk = newChunk();
  let bytes = 0;
  let before: Promise<unknown> = Promise.resolve();
  return {
    hash: (rom) => {
      const isSimple = rom.fileSize <= LARGEST_BYTES && !/\.zip$/i.test(rom.file);
      if (!isSimple || bytes + rom.fileSize > FIRST_BYTES) return others.hash(rom);
      bytes += rom.fileSize;
      // Each in a turn of its own, so that all else waits for one ROM and not for several.
      const hashed = before.then(() => setImmediate()).then(() => hashFile(rom.file, sizeLimit, chunk));
      before = hashed.catch(() => null);
      return hashed;
    },
    close: others.close,
  };
}

import { setImmediate } from 'node:timers/promises';
import { hashFile, newChunk } from './hashFile.js';
import type { RomHasher } from './hashRoms.js';

/** The largest ROM that is hashed in one go: that blocks the thread for 12 ms. */
const MAX_BYTES = 4 * 1024 * 1024;
/** The total: hashing this much takes as long as starting a thread. */
const FIRST_BYTES = 32 * 1024 * 1024;

/**
 * Hashes the first ROMs of a run on the main thread, as long as they are not ZIPs and neither large nor many: most runs
 * have few new ones, which are not worth starting a thread for.
 *
 * @param others - hashes all other ROMs
 * @param sizeLimit - bytes of a file; 0 for no limit
 */
export function hashFirstHere(others: RomHasher, sizeLimit: number): RomHasher {
  const chunk = newChunk();
  let bytes = 0;
  let before: Promise<unknown> = Promise.resolve();
  return {
    hash: (rom) => {
      const isSimple = rom.fileSize <= MAX_BYTES && !/\.zip$/i.test(rom.file);
      if (!isSimple || bytes + rom.fileSize > FIRST_BYTES) return others.hash(rom);
      bytes += rom.fileSize;
      // Each in its own turn of the event loop, so that nothing else waits for more than one ROM.
      const hashed = before.then(() => setImmediate()).then(() => hashFile(rom.file, sizeLimit, chunk));
      before = hashed.catch(() => null);
      return hashed;
    },
    close: others.close,
  };
}

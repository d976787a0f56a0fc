import { type Entry, open, type ZipFile } from 'yauzl-promise';
import { romDigest } from '../formats/romDigest.js';
import { isRomInZip } from '../formats/romInZip.js';
import type { RomHashes } from '../model/romFile.js';

/** A ZIP with more entries is not just a ROM with something beside it. */
const MAX_ENTRIES = 4096;

/**
 * Hashes the only ROM in a ZIP while inflating it; nothing of it is kept or written.
 *
 * @param path - of a readable file
 * @param sizeLimit - of the ROM, in bytes; 0 for none. A ROM that turns out larger than the ZIP declares counts as
 *   damage, so no more than that is ever inflated.
 * @returns null if the ROM is over the limit; `itself` if the ZIP itself must be hashed: it holds no ROM or several, is
 *   encrypted or compressed by a method other than deflate, or is damaged
 */
export async function hashZip(path: string, sizeLimit: number): Promise<RomHashes | null | 'itself'> {
  try {
    const zip = await open(path, { validateFilenames: false, supportMacArchive: false });
    try {
      const rom = await soleRom(zip);
      if (rom === null) return 'itself';
      if (sizeLimit > 0 && rom.uncompressedSize > sizeLimit) return null;
      const digest = romDigest();
      const content: AsyncIterable<Buffer> = await rom.openReadStream();
      for await (const bytes of content) digest.update(bytes);
      return digest.end();
    } finally {
      await zip.close();
    }
  } catch {
    return 'itself';
  }
}

async function soleRom(zip: ZipFile): Promise<Entry | null> {
  if (zip.entryCount > MAX_ENTRIES) return null;
  let sole: Entry | null = null;
  for await (const entry of zip) {
    if (!isRomInZip(entry.filename)) continue;
    if (sole !== null) return null;
    sole = entry;
  }
  return sole;
}

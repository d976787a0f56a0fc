import { type Entry, open, type ZipFile } from 'yauzl-promise';
import { romDigest } from '../formats/romDigest.js';
import { isRomInZip } from '../formats/romInZip.js';
import type { RomHashes } from '../model/romFile.js';

/** A ZIP with more entries is no ROM with something beside it. */
const MOST_ENTRIES = 4096;

/**
 * Hashes the one ROM in a ZIP as it is inflated; nothing of it is kept or written.
 *
 * @param path - of a file that can be read
 * @param sizeLimit - of the ROM, in bytes; 0 for none. A ROM that turns out larger than the ZIP declares is damage, so no
 * more is ever inflated.
 * @returns null when the ROM is over the limit, `itself` when the ZIP must be hashed itself: it holds no ROM or several, is
 * encrypted or packed by another method than deflate, or is damaged
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
  if (zip.entryCount > MOST_ENTRIES) return null;
  let sole: Entry | null = null;
  for await (const entry of zip) {
    if (!isRomInZip(entry.filename)) continue;
    if (sole !== null) return null;
    sole = entry;
  }
  return sole;
}

import { open } from 'node:fs/promises';

/**
 * A whole file, or null if it holds more than `most` bytes: then hardly more than that is read, even of a device.
 *
 * Rejects as `fs.open` and `fs.read` do.
 */
export async function readAtMost(path: string, most: number): Promise<Buffer | null> {
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size > most) return null;
    const chunks: Buffer[] = [];
    let total = 0;
    for await (const chunk of file.createReadStream({ end: most, autoClose: false })) {
      if (!Buffer.isBuffer(chunk)) continue;
      chunks.push(chunk);
      total += chunk.length;
    }
    return total > most ? null : Buffer.concat(chunks, total);
  } finally {
    await file.close();
  }
}

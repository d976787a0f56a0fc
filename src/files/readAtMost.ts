import { open } from 'node:fs/promises';

const [LEAST_CHUNK, MOST_CHUNK] = [64 * 1024, 256 * 1024];

/**
 * A whole file, or null if it holds more than `most` bytes: then little more than that is read, even from a device.
 *
 * Rejects as `fs.open` and `fs.read` do.
 */
export async function readAtMost(path: string, most: number): Promise<Buffer | null> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > most) return null;
    // Larger chunks for larger files: otherwise the cost of each chunk is half the time of reading 10 MB.
    const highWaterMark = Math.min(Math.max(size, LEAST_CHUNK), MOST_CHUNK);
    const chunks: Buffer[] = [];
    let total = 0;
    for await (const chunk of file.createReadStream({ end: most, autoClose: false, highWaterMark })) {
      if (!Buffer.isBuffer(chunk)) continue;
      chunks.push(chunk);
      total += chunk.length;
    }
    return total > most ? null : Buffer.concat(chunks, total);
  } finally {
    await file.close();
  }
}

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { hashRoms } from '../src/files/hashRoms.js';
import { type Comparison, compared } from './comparison.js';
import { measureInTurns } from './measureInTurns.js';

const KIB = 1024;
const ROUNDS = 21;

/** Like the large and the small cartridges of a collection; `aim`: 80 % of the bare rate. */
const SUBJECTS = [
  { roms: 64, bytes: 4096 * KIB, aim: 1 / 0.8 },
  { roms: 512, bytes: 256 * KIB, aim: 1 / 0.8 },
] as const;

/** Compares the pool that hashes ROM files with just the three digests in as many threads. */
export async function compareHashing(): Promise<readonly Comparison[]> {
  const threads = availableParallelism();
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const workers = Array.from({ length: threads }, () => new Worker(new URL('./digestWorker.js', import.meta.url)));
  const hasher = hashRoms({ threads, sizeLimit: 0 });

  async function bare(roms: number, bytes: number): Promise<void> {
    await Promise.all(
      workers.map(async (worker, index) => {
        const buffers = Math.floor((roms + index) / threads);
        const answer = once(worker, 'message');
        worker.postMessage({ buffers, bytes });
        await answer;
      }),
    );
  }

  try {
    const lines: Comparison[] = [];
    for (const { roms, bytes, aim } of SUBJECTS) {
      const files = Array.from({ length: roms }, (_, index) => join(folder, `${bytes}-${index}.sfc`));
      for (const [index, file] of files.entries()) writeFileSync(file, Buffer.alloc(bytes, index));
      const [ours, against] = [`worker pool, ${threads} threads`, `bare digests, ${threads} threads`];
      const times = await measureInTurns(
        {
          [ours]: () => Promise.all(files.map((file) => hasher.hash({ file, fileSize: bytes }))),
          [against]: () => bare(roms, bytes),
        },
        ROUNDS,
      );
      const what = `CRC-32, MD5, SHA-1 of ${roms} ROMs of ${bytes / KIB} KiB`;
      const [value, itsValue] = [times.get(ours) ?? NaN, times.get(against) ?? NaN];
      lines.push(compared({ what, ours, value, against, itsValue, aim }));
    }
    return lines;
  } finally {
    await hasher.close();
    await Promise.all(workers.map((worker) => worker.terminate()));
    rmSync(folder, { recursive: true, force: true });
  }
}

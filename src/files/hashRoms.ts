import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { RomError } from '../model/errors.js';
import type { RomFile, RomHashes } from '../model/romFile.js';
import { type HashAnswer, type HashTask, hashInWorker } from './hashWorker.js';

/** Beside this file and of its kind: built, or as the sources run in tests. */
const WORKER = new URL(`./hashWorker${extname(import.meta.url)}`, import.meta.url);

/** ROMs that a thread has before it: with one, it waits for the main thread after each, as long as a small ROM takes. */
const AT_HAND = 4;

export interface HashRomsOptions {
  /** ROMs hashed at a time, at least 1. */
  readonly threads: number;
  /** Larger files are not hashed, in bytes; 0 for no limit. */
  readonly sizeLimit: number;
}

/** Hashes ROMs off the main thread. */
export interface RomHasher {
  /**
   * The digests of a ROM; null when it is over the limit.
   *
   * Rejects with a {@link RomError} when it cannot be read.
   */
  readonly hash: (rom: Pick<RomFile, 'file'>) => Promise<RomHashes | null>;
  /** Ends the threads; what is still being hashed is given up. */
  readonly close: () => Promise<void>;
}

/** Starts no thread before the first ROM. Threads never keep the process alive once nothing is being hashed. */
export function hashRoms({ threads, sizeLimit }: HashRomsOptions): RomHasher {
  let pool: Piscina<HashTask, HashAnswer> | null = null;
  const start = (): Piscina<HashTask, HashAnswer> =>
    new Piscina({
      filename: WORKER.href,
      name: hashInWorker.name,
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: 5000,
      concurrentTasksPerWorker: AT_HAND,
      loadBalancer: (_task, workers) => {
        const [leastBusy] = workers.toSorted((a, b) => a.currentUsage - b.currentUsage);
        if (leastBusy === undefined) return null;
        // Where none is free, another thread is started as long as there may be more.
        return leastBusy.currentUsage < (workers.length < threads ? 1 : AT_HAND) ? leastBusy : null;
      },
    });

  return {
    hash: async ({ file }) => {
      pool ??= start();
      const answer = await pool.run({ path: file, sizeLimit });
      if ('problem' in answer) throw new RomError(answer.problem);
      return answer.hashes;
    },
    close: async () => {
      // What a thread has found just now comes when nobody waits for it any more.
      pool?.on('error', () => undefined);
      await pool?.destroy();
      pool = null;
    },
  };
}

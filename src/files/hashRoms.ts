import { extname } from 'node:path';
import type { Piscina } from 'piscina';
import { RomError } from '../model/errors.js';
import type { RomFile, RomHashes } from '../model/romFile.js';
import type * as HashWorker from './hashWorker.js';
import type { HashAnswer, HashTask } from './hashWorker.js';

/** Beside this file, with the same extension: built, or the source as it runs in tests. */
const WORKER = new URL(`./hashWorker${extname(import.meta.url)}`, import.meta.url);
const FUNCTION = 'hashInWorker' satisfies keyof typeof HashWorker;

/** Tasks queued for a thread: with one, it would wait for the main thread after each, for as long as a small ROM takes. */
const TASKS_PER_THREAD = 4;
/** Small ROMs are sent to a thread together, up to this many bytes: sending costs as much as hashing 64 KiB. */
const BATCH_BYTES = 2 * 1024 * 1024;
/** What a thread hashes in the time it takes to start another one. */
const WORTH_A_THREAD = 16 * 1024 * 1024;

export interface HashRomsOptions {
  /** The most threads to start, at least 1. */
  readonly threads: number;
  /** The size above which files are not hashed, in bytes; 0 for no limit. */
  readonly sizeLimit: number;
}

/** A file and its size in bytes. */
export type HashedFile = Pick<RomFile, 'file' | 'fileSize'>;

/** Hashes ROMs off the main thread. */
export interface RomHasher {
  /**
   * The digests of a ROM; null if it is over the limit.
   *
   * Rejects with a {@link RomError} if it cannot be read.
   */
  readonly hash: (rom: HashedFile) => Promise<RomHashes | null>;
  /** Terminates the threads; whatever is still being hashed is abandoned. */
  readonly close: () => Promise<void>;
}

/** A ROM, and the callbacks of the promise for its answer. */
interface Waiting extends HashedFile {
  readonly resolve: (answer: HashAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/** Starts no thread before the first ROM. Threads never keep the process alive once nothing is being hashed. */
export function hashRoms({ threads, sizeLimit }: HashRomsOptions): RomHasher {
  let pool: Promise<Piscina<HashTask, readonly HashAnswer[]>> | null = null;
  const waiting: Waiting[] = [];
  let bytesInHand = 0;
  const start = async (): Promise<Piscina<HashTask, readonly HashAnswer[]>> => {
    const { Piscina } = await import('piscina');
    return new Piscina({
      filename: WORKER.href,
      name: FUNCTION,
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: 5000,
      concurrentTasksPerWorker: TASKS_PER_THREAD,
      loadBalancer: (_task, workers) => {
        const [leastBusy] = workers.toSorted((a, b) => a.currentUsage - b.currentUsage);
        if (leastBusy === undefined) return null;
        // If none is free, another thread is started, as long as more are allowed and there is enough work for it.
        const another = workers.length < threads && bytesInHand > workers.length * WORTH_A_THREAD;
        return leastBusy.currentUsage < (another ? 1 : TASKS_PER_THREAD) ? leastBusy : null;
      },
    });
  };

  async function handOver(roms: readonly Waiting[]): Promise<void> {
    const bytes = sizeOf(roms);
    bytesInHand += bytes;
    try {
      pool ??= start();
      const answers = await (await pool).run({ paths: roms.map(({ file }) => file), sizeLimit });
      for (const [index, answer] of answers.entries()) roms[index]?.resolve(answer);
    } catch (error) {
      for (const { reject } of roms) reject(error);
    } finally {
      bytesInHand -= bytes;
    }
  }

  function handOverAll(): void {
    for (const roms of bundles(waiting.splice(0))) void handOver(roms);
  }

  return {
    hash: async (rom) => {
      const answer = await new Promise<HashAnswer>((resolve, reject) => {
        waiting.push({ ...rom, resolve, reject });
        // Whatever else is requested in this turn goes along.
        if (waiting.length === 1) setImmediate(handOverAll);
      });
      if ('problem' in answer) throw new RomError(answer.problem);
      return answer.hashes;
    },
    close: async () => {
      for (const { reject } of waiting.splice(0)) reject(new Error('The hasher was closed.'));
      const ending = await pool;
      // What a thread has only just found arrives when nobody is waiting for it any more.
      ending?.on('error', () => undefined);
      await ending?.destroy();
      pool = null;
    },
  };
}

const sizeOf = (roms: readonly HashedFile[]): number => roms.reduce((sum, { fileSize }) => sum + fileSize, 0);

/** Batches, in order; a ROM that is larger is alone in one. */
function bundles(roms: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const made: Waiting[][] = [];
  let last: Waiting[] = [];
  for (const rom of roms) {
    if (last.length === 0 || sizeOf(last) + rom.fileSize > BATCH_BYTES) made.push((last = []));
    last.push(rom);
  }
  return made;
}

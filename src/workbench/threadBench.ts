import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { BlobError, PatchError } from '../model/errors.js';
import type { BaseRom } from '../model/rom.js';
import { asBuffer, type BenchAnswer, type BenchTask, workInThread } from './benchThread.js';
import type { Workbench } from './workbench.js';

/** Beside this file, with the same extension: built, or source as in tests. */
const THREAD = new URL(`./benchThread${extname(import.meta.url)}`, import.meta.url);

/**
 * Works in threads, so that this one stays free for the streams and the databases. Starts none before there is work.
 *
 * @param threads - at most this many, at least 1; further work is queued
 */
export function threadBench(base: BaseRom, threads: number): Workbench {
  let pool: Piscina<BenchTask, BenchAnswer> | null = null;
  const work = async (task: BenchTask): Promise<Exclude<BenchAnswer, { readonly problem: unknown }>> => {
    pool ??= new Piscina({
      filename: THREAD.href,
      name: workInThread.name,
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: 5000,
    });
    const answer = await pool.run(task);
    if (!('problem' in answer)) return answer;
    throw answer.problem === 'patch' ? new PatchError(answer.message) : new BlobError(answer.message);
  };

  return {
    apply: async (patch) => {
      const answer = await work({ base: base.bytes, apply: patch });
      if (!('rom' in answer)) throw new Error('A thread answered with something other than what was requested.');
      return asBuffer(answer.rom);
    },
    seal: async (order) => {
      const answer = await work({ base: base.bytes, seal: order });
      if (!('pair' in answer)) throw new Error('A thread answered with something other than what was requested.');
      const { names, hashes, patchBlob, romBlob } = answer.pair;
      return { names, hashes, patchBlob: asBuffer(patchBlob), romBlob: asBuffer(romBlob) };
    },
    close: async () => {
      await pool?.destroy();
      pool = null;
    },
  };
}

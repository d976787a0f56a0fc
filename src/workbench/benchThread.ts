import type { SealedPair } from '../formats/sealPair.js';
import type { Compression } from '../model/compression.js';
import { BlobError, PatchError } from '../model/errors.js';
import { ownBench } from './ownBench.js';

/** Buffers arrive in the other thread as plain bytes. */
type Sent<T> = T extends Uint8Array ? Uint8Array : T extends object ? { readonly [K in keyof T]: Sent<T[K]> } : T;

/** A request to a thread. */
export type BenchTask = { readonly base: Uint8Array } & (
  | { readonly apply: Uint8Array }
  | {
      readonly seal: {
        readonly gameId: string;
        readonly patch: Uint8Array;
        readonly patSha224: string;
        readonly rom: Uint8Array;
        readonly compression: Compression;
        readonly chance: { readonly random: Uint8Array; readonly now: number };
      };
    }
);

/** Its reply. An error loses its class on the way between threads, so an expected one is sent as a message. */
export type BenchAnswer =
  | { readonly rom: Uint8Array }
  | { readonly pair: Sent<SealedPair> }
  | { readonly problem: 'patch' | 'blob'; readonly message: string };

/** The same bytes as a Buffer. */
export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Does one piece of work, as a worker thread runs it. */
export async function workInThread(task: BenchTask): Promise<BenchAnswer> {
  const bench = ownBench({ bytes: asBuffer(task.base), sha224: '' });
  try {
    if ('apply' in task) return { rom: await bench.apply(asBuffer(task.apply)) };
    const { gameId, patch, patSha224, rom, compression, chance } = task.seal;
    const pair = await bench.seal({
      gameId,
      patch: asBuffer(patch),
      patSha224,
      rom: asBuffer(rom),
      compression,
      chance: { random: asBuffer(chance.random), now: chance.now },
    });
    return { pair };
  } catch (error) {
    if (error instanceof PatchError) return { problem: 'patch', message: error.message };
    if (error instanceof BlobError) return { problem: 'blob', message: error.message };
    throw error;
  }
}

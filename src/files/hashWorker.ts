import { RomError } from '../model/errors.js';
import type { RomHashes } from '../model/romFile.js';
import { hashFile } from './hashFile.js';

/** What a worker thread is asked. */
export interface HashTask {
  /** Absolute. */
  readonly path: string;
  /** In bytes; 0 for none. */
  readonly sizeLimit: number;
}

/** What it answers. The class of an error does not survive the way between threads, so an expected one travels as its words. */
export type HashAnswer = { readonly hashes: RomHashes | null } | { readonly problem: string };

/** {@link hashFile} as a worker thread runs it. */
export async function hashInWorker({ path, sizeLimit }: HashTask): Promise<HashAnswer> {
  try {
    return { hashes: await hashFile(path, sizeLimit) };
  } catch (error) {
    if (error instanceof RomError) return { problem: error.message };
    throw error;
  }
}

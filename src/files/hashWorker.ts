import { RomError } from '../model/errors.js';
import type { RomHashes } from '../model/romFile.js';
import { hashFile, newChunk } from './hashFile.js';

/** A task for a worker thread. */
export interface HashTask {
  /** Absolute. */
  readonly paths: readonly string[];
  /** In bytes; 0 for none. */
  readonly sizeLimit: number;
}

/** The answer for each path. An error loses its class on the way between threads, so an expected one is sent as its message. */
export type HashAnswer = { readonly hashes: RomHashes | null } | { readonly problem: string };

/** {@link hashFile} as a worker thread runs it: one ROM after another. */
export async function hashInWorker({ paths, sizeLimit }: HashTask): Promise<readonly HashAnswer[]> {
  const answers: HashAnswer[] = [];
  const chunk = newChunk();
  for (const path of paths) answers.push(await answerOf(path, sizeLimit, chunk));
  return answers;
}

async function answerOf(path: string, sizeLimit: number, chunk: Buffer): Promise<HashAnswer> {
  try {
    return { hashes: await hashFile(path, sizeLimit, chunk) };
  } catch (error) {
    if (error instanceof RomError) return { problem: error.message };
    throw error;
  }
}

import { RomError } from '../model/errors.js';
import type { RomHashes } from '../model/romFile.js';
import { hashFile, newChunk } from './hashFile.js';

/** What a worker thread is asked. */
export interface HashTask {
  /** Absolute. */
  readonly paths: readonly string[];
  /** In bytes; 0 for none. */
  readonly sizeLimit: number;
}

/** What it answers of each. An error loses its class on the way between threads, so an expected one travels as its words. */
export type HashAnswer = { readonly hashes: RomHashes | null } | { readonly problem: string };

/** {@link hashFile} as a worker thread runs it: one ROM after the other. */
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

import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ArchiveError } from '../model/errors.js';
import { diskError } from './diskError.js';
import { makeFolder } from './makeFolder.js';
import { statIfAny } from './statIfAny.js';

/** A log that lines are added to. */
export interface Log {
  readonly stream: Writable;
  /** Resolves when everything is written, or is not going to be. */
  readonly close: () => Promise<void>;
}

export interface LogOptions {
  /** Hears, once, why lines are lost from now on. */
  readonly onFailure: (why: string) => void;
  /** What a file that is there and not empty must begin with, so that nothing is added to some other file. */
  readonly begins?: string;
}

/**
 * Opens a log for adding to it; the file and its folder are made where they are missing. Once it is open, a failure (a full
 * disk) disturbs nobody who writes to it: the lines are lost.
 *
 * @throws ArchiveError - the file cannot be written, is some other one, or a pipe that nobody reads
 */
export async function openLog(path: string, { onFailure, begins = '' }: LogOptions): Promise<Log> {
  const handle = await opened(path);
  if (!(await startsWith(handle, begins))) {
    await handle.close();
    throw new ArchiveError(`${path} is not a log of events: it does not begin with ${begins}; choose another file.`);
  }
  const torn = await isTorn(handle);
  const stream = handle.createWriteStream();
  if (torn) stream.write('\n');
  const written = finished(stream).catch((error: unknown) => {
    const told = diskError('Cannot write', path, error);
    onFailure(told instanceof Error ? told.message : String(told));
  });
  return {
    stream,
    close: async () => {
      stream.end();
      await written;
    },
  };
}

async function opened(path: string): Promise<FileHandle> {
  await makeFolder(dirname(path));
  try {
    return (await statIfAny(path, stat))?.isFIFO() === true ? await openPipe(path) : await open(path, 'a+');
  } catch (error) {
    throw diskError('Cannot write', path, error);
  }
}

/** For writing alone: whoever reads a pipe as well has its lines kept for himself, and waits for ever once it is full. */
async function openPipe(path: string): Promise<FileHandle> {
  // Fails, where the other waits, when nobody reads.
  const probe = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    return await open(path, 'a');
  } finally {
    await probe.close();
  }
}

async function startsWith(handle: FileHandle, text: string): Promise<boolean> {
  const log = await handle.stat();
  if (!log.isFile() || log.size === 0) return true;
  const beginning = Buffer.alloc(Buffer.byteLength(text));
  await handle.read(beginning, 0, beginning.length, 0);
  return beginning.toString() === text;
}

/** Whether its last line has no end: a full disk or a power cut has torn it. */
async function isTorn(handle: FileHandle): Promise<boolean> {
  const log = await handle.stat();
  if (!log.isFile() || log.size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, log.size - 1);
  return buffer.toString() !== '\n';
}

import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ArchiveError } from '../model/errors.js';
import { diskError } from './diskError.js';
import { makeFolder } from './makeFolder.js';
import { statOrNull } from './statOrNull.js';

/** A log that is open for appending. */
export interface Log {
  readonly stream: Writable;
  /** Resolves when everything has been written, or never will be. */
  readonly close: () => Promise<void>;
}

export interface LogOptions {
  /** Called once, with the reason why lines are lost from now on. */
  readonly onFailure: (why: string) => void;
  /** What an existing file that is not empty must begin with, so that nothing is appended to some other file. */
  readonly begins?: string;
}

/**
 * Opens a log for appending; creates the file and its folder if they are missing. Once it is open, a failure (a full
 * disk) disturbs nobody who writes to it: the lines are lost.
 *
 * @throws ArchiveError - the file cannot be written, is some other one, or is a pipe without a reader
 */
export async function openLog(path: string, { onFailure, begins = '' }: LogOptions): Promise<Log> {
  const handle = await opened(path);
  if (!(await startsWith(handle, begins))) {
    await handle.close();
    throw new ArchiveError(`${path} is not a log of events: it does not begin with ${begins}; choose another file.`);
  }
  const torn = await endsMidLine(handle);
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
    return (await statOrNull(path, stat))?.isFIFO() === true ? await openPipe(path) : await open(path, 'a+');
  } catch (error) {
    throw diskError('Cannot write', path, error);
  }
}

/**
 * Write-only: if the pipe were also open for reading here, its lines would stay here, and writing would block forever
 * once it is full.
 */
async function openPipe(path: string): Promise<FileHandle> {
  // Fails if there is no reader, where the other would wait for one.
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

/** Whether its last line is incomplete, cut off by a full disk or a power cut. */
async function endsMidLine(handle: FileHandle): Promise<boolean> {
  const log = await handle.stat();
  if (!log.isFile() || log.size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, log.size - 1);
  return buffer.toString() !== '\n';
}

import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { diskError } from './diskError.js';

/** A log that lines are added to. */
export interface Log {
  readonly stream: Writable;
  /** @throws ArchiveError - something could not be written */
  readonly close: () => Promise<void>;
}

/**
 * Opens a log for adding to it; the file and its folder are made where they are missing.
 *
 * @throws ArchiveError - the folder cannot be made
 */
export function openLog(path: string): Log {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw diskError('Cannot make the folder', dirname(path), error);
  }
  const stream = createWriteStream(path, { flags: 'a' });
  const written = finished(stream).catch((error: unknown) => {
    throw diskError('Cannot write', path, error);
  });
  // Heard of when the log is closed.
  written.catch(() => undefined);
  return {
    stream,
    close: async () => {
      stream.end();
      await written;
    },
  };
}

import type { Writable } from 'node:stream';
import { type Log, type LogOptions, openLog } from '../files/openLog.js';
import { ArchiveError, UsageError } from '../model/errors.js';
import type { RunToShow } from './showRun.js';

/** How every line of an event log begins, whatever its version. */
const EVENTS_BEGIN = '{"v":';

/** The log files of a run, in addition to what its streams show. */
export interface Logs {
  /** The human-readable lines. */
  readonly lines: Writable | null;
  /** Every event. */
  readonly events: Writable | null;
  readonly close: () => Promise<void>;
}

/**
 * Opens the log files of a run. A log that fails later (a full disk) loses its lines, with one warning; the run continues.
 *
 * @throws UsageError - one cannot be written, or the file holds something else
 */
export async function openLogs(
  { show, lines = null, errors = null }: Pick<RunToShow, 'show' | 'lines' | 'errors'>,
  { warn }: { readonly warn: (message: string) => void },
): Promise<Logs> {
  const { logFile } = show;
  if (logFile !== null && [lines?.file, errors].includes(logFile)) {
    throw new UsageError(`--log-file: ${logFile} is already used for other output; choose another file.`);
  }
  const onFailure = (why: string): void => {
    warn(`${why} The rest of this run will be missing from the log.`);
  };
  const events = await opened('--log-file', logFile, { onFailure, begins: EVENTS_BEGIN });
  const forPeople = await opened('logging.file', lines?.file ?? null, { onFailure });
  return {
    lines: forPeople?.stream ?? null,
    events: events?.stream ?? null,
    close: async () => {
      await Promise.all([events?.close(), forPeople?.close()]);
    },
  };
}

async function opened(name: string, path: string | null, options: LogOptions): Promise<Log | null> {
  if (path === null) return null;
  try {
    return await openLog(path, options);
  } catch (error) {
    throw error instanceof ArchiveError ? new UsageError(`${name}: ${error.message}`) : error;
  }
}

import { join } from 'node:path';
import { type Observable, filter } from 'rxjs';
import type { ScrapeSettings } from '../config/scrapeSettings.js';
import { appendLine } from '../files/appendLine.js';
import { openLog } from '../files/openLog.js';
import type { RunEvent } from '../model/events.js';
import { debugLog } from '../sinks/debugLog.js';
import { errorLog } from '../sinks/errorLog.js';
import { jsonLog } from '../sinks/jsonLog.js';
import { isShownAt } from '../sinks/logLevel.js';
import { plainLog } from '../sinks/plainLog.js';
import type { Host } from './context.js';

const ERROR_LOG = 'errors.log';

/** What shows a run. */
export interface ShownRun {
  /** Settles when the last event is shown and written. */
  readonly ended: Promise<unknown>;
  /** The file that names the failures; null when there are none. */
  readonly errorLog: () => string | null;
}

/** Shows the events of a scrape on the host's streams, in the log file and in `errors.log`. */
export function showScrape(
  { json, debug, logging, runtime }: Pick<ScrapeSettings, 'json' | 'debug' | 'logging' | 'runtime'>,
  events$: Observable<RunEvent>,
  { stdout, stderr, cwd }: Pick<Host, 'stdout' | 'stderr' | 'cwd'>,
): ShownRun {
  const errors = join(cwd, ERROR_LOG);
  let failures = 0;
  const lines$ = events$.pipe(filter((event) => isShownAt(logging.level, event)));
  const ended = Promise.all([
    json ? jsonLog(events$, stdout) : plainLog(lines$, stdout, stderr),
    ...(debug || logging.level === 'debug' ? [debugLog(events$, stderr)] : []),
    ...(logging.file === null || runtime.dry_run ? [] : [inFile(logging.file, lines$)]),
    errorLog(events$, async (line) => {
      failures += 1;
      if (!runtime.dry_run) await appendLine(errors, line);
    }),
  ]);
  // Whoever awaits it hears of a failure, but not before the run has ended.
  ended.catch(() => undefined);
  return { ended, errorLog: () => (failures > 0 && !runtime.dry_run ? errors : null) };
}

async function inFile(path: string, lines$: Observable<RunEvent>): Promise<void> {
  const log = openLog(path);
  await plainLog(lines$, log.stream, log.stream);
  await log.close();
}

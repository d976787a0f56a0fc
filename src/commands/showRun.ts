import { join } from 'node:path';
import { type Observable, Subject, filter } from 'rxjs';
import type { NotifySettings } from '../config/notifyKeys.js';
import type { ShowSettings } from '../config/showSettings.js';
import { appendLine } from '../files/appendLine.js';
import { dryRunKey, runViewPath, writeRunView } from '../files/runViewFile.js';
import type { Report, RunEvent } from '../model/events.js';
import type { LogLevel } from '../model/logLevel.js';
import { RUN_ORDERS, type RunOrder, runOrder } from '../model/runControl.js';
import { debugLog } from '../sinks/debugLog.js';
import { errorLog } from '../sinks/errorLog.js';
import { jsonLog } from '../sinks/jsonLog.js';
import { isShownAt } from '../sinks/logLevel.js';
import { plainLog } from '../sinks/plainLog.js';
import { type RunViewLogDeps, runViewLog } from '../sinks/runViewLog.js';
import { eventStream } from '../streams/eventStream.js';
import { type RunControl, runControl } from '../streams/runControl.js';
import type { Host } from './context.js';
import { endNotice } from './endNotice.js';
import { type Logs, openLogs } from './openLogs.js';
import { openScreen } from './openScreen.js';

/** The parts of the process around it on which a run is shown. */
export type ShowHost = Pick<
  Host,
  'stdout' | 'stderr' | 'signal' | 'onMessage' | 'interrupt' | 'suspend' | 'onContinue' | 'takeNotices'
> &
  Partial<Pick<Host, 'env'>> & { readonly stdin?: Host['stdin'] | null };

/** A run about to begin, and how to show it; whatever is omitted or null, it does not have. */
export interface RunToShow {
  readonly command: 'update' | 'scrape' | 'publish' | 'import' | 'attach' | 'verify';
  /** Folder of the archive or of the ROMs, absolute. */
  readonly place: string;
  readonly dryRun: boolean;
  readonly show: ShowSettings;
  /** The human-readable lines go to this file as well. */
  readonly lines?: { readonly file: string; readonly level: LogLevel } | null;
  /** The file that lists every failure, one line each. */
  readonly errors?: string | null;
  /** Who is notified when it ends, unless it is a dry run. */
  readonly notify?: NotifySettings | null;
  /** The file in which the run leaves its view for other processes. */
  readonly view?: string | null;
  /** Whether it can be drawn as a screen where there is a terminal. */
  readonly drawn?: boolean;
  /** Sees every event. */
  readonly watch?: ((event: RunEvent) => void) | undefined;
}

/** What a run's work is given. */
export interface ShownRun {
  readonly report: Report;
  readonly events$: Observable<RunEvent>;
  /** The orders that the run obeys. */
  readonly control: RunControl;
  /** The control's signal: aborted when the run should end. */
  readonly signal: AbortSignal;
  /** Asks the user something; a screen gives way to it. */
  readonly aside: <T>(ask: () => Promise<T>) => Promise<T>;
  /** The file that lists the failures so far; null when there are none. */
  readonly errorLog: () => string | null;
}

/** The file that lists a run's failures; a dry run has none. */
export const errorLogIn = (folder: string, dryRun: boolean): string | null =>
  dryRun ? null : join(folder, 'errors.log');

/**
 * Where a run leaves its view. Many dry runs may run at the same time, so only a dry run with a parent process, which has just
 * one of them, leaves a view.
 *
 * @param key - what only one run at a time may work on, as for {@link runViewPath}
 */
export function viewIn(stateFolder: string, key: string, dryRun: boolean, { onMessage }: ShowHost): string | null {
  if (!dryRun) return runViewPath(stateFolder, key);
  return onMessage === undefined ? null : runViewPath(stateFolder, dryRunKey(key));
}

/**
 * Does a run's work, and shows what it reports wherever it should be shown: on the host's streams, in files, to a webhook.
 * All commands go through here. The first event is `run.started`.
 *
 * @returns what the work returns: the exit code
 * @throws UsageError - a log cannot be written; the work was not started
 * @throws whatever the work throws; at the end of the run, an ArchiveError when `errors.log` cannot be written
 */
export async function showRun(
  run: RunToShow,
  host: ShowHost,
  work: (shown: ShownRun) => Promise<number>,
): Promise<number> {
  const { command, place: archive, dryRun, show, errors = null, notify = null, view = null, watch } = run;
  const { report, events$, end } = eventStream(() => new Date());
  let over = false;
  // Whatever fails a run often prevents its view from being written too: then the failure is the only report.
  let failed = false;
  const warn = (message: string): void => {
    // While the last events are being written, no one would see another one.
    if (over) host.stderr.write(`romflow: ${message}\n`);
    else report({ type: 'warning', message });
  };
  const warnUnlessFailed = (message: string): void => {
    if (!failed) warn(message);
  };
  const worked$ = new Subject<void>();
  const logs = await openLogs(run, { warn });
  if (watch !== undefined) events$.subscribe(watch);
  const control = runControl(host.signal, report);
  const { signal } = control;
  const orders = ordersOf(run);
  const order = (given: RunOrder): void => {
    if (orders.includes(given)) control.order(given);
  };
  let anyNamed = false;
  const named = async (lines: string): Promise<void> => {
    anyNamed = true;
    if (errors !== null) await appendLine(errors, lines);
  };
  const screen = await openScreen(run, host, { events$, orders, order });
  const ended = allEnded([
    ...(screen === null ? onStreams(show, events$, host) : [screen.ended]),
    ...(view === null ? [] : [leftAt(view, events$, { warn: warnUnlessFailed, worked$ })]),
    ...inLogs(run, events$, logs),
    ...(errors === null ? [] : [errorLog(events$, named)]),
  ]);
  // A failure is thrown where this is awaited, after the run; until then it must not count as an unhandled rejection.
  ended.catch(() => undefined);
  const tell = endNotice(command, notify === null || dryRun ? NOBODY : notify, { events$, report, signal });
  try {
    report({ type: 'run.started', command, archive, dryRun });
    host.onMessage?.((message) => {
      const { data } = runOrder.safeParse(message);
      if (data !== undefined) order(data.romflow);
    });
    const code = await work({
      report,
      events$,
      control,
      signal,
      aside: screen?.aside ?? ((ask) => ask()),
      errorLog: () => (anyNamed ? errors : null),
    }).finally(() => {
      worked$.next();
    });
    await tell({ code });
    return code;
  } catch (error) {
    failed = true;
    await tell({ error });
    throw error;
  } finally {
    over = true;
    end();
    await ended.finally(logs.close).finally(() => host.takeNotices?.(null));
  }
}

const NOBODY: NotifySettings = { webhook: null, onlyFailures: false };

/** The update and scrape courses obey every order; no other command has a midpoint at which it could pause. */
const ordersOf = ({ command }: RunToShow): readonly RunOrder[] =>
  command === 'update' || command === 'scrape' ? RUN_ORDERS : ['stop'];

/** Waits for all of them even if one fails, then rejects as the first failed one did. */
async function allEnded(endings: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(endings);
  await Promise.all(endings);
}

/** Shows a run on the process's own streams. */
function onStreams(
  { json, debug, level }: ShowSettings,
  events$: Observable<RunEvent>,
  { stdout, stderr }: ShowHost,
): readonly Promise<void>[] {
  return [
    json ? jsonLog(events$, stdout) : plainLog(linesAt(level, events$), stdout, stderr),
    ...(debug || level === 'debug' ? [debugLog(events$, stderr)] : []),
  ];
}

const leftAt = (
  path: string,
  events$: Observable<RunEvent>,
  told: Pick<RunViewLogDeps, 'warn' | 'worked$'>,
): Promise<void> => runViewLog(events$, { ...told, write: (view) => writeRunView(path, view) });

/** Writes a run to its log files. */
const inLogs = (
  { lines = null }: RunToShow,
  events$: Observable<RunEvent>,
  logs: Pick<Logs, 'lines' | 'events'>,
): readonly Promise<void>[] => [
  ...(lines === null || logs.lines === null ? [] : [plainLog(linesAt(lines.level, events$), logs.lines, logs.lines)]),
  ...(logs.events === null ? [] : [jsonLog(events$, logs.events)]),
];

const linesAt = (level: LogLevel, events$: Observable<RunEvent>): Observable<RunEvent> =>
  events$.pipe(filter((event) => isShownAt(level, event)));

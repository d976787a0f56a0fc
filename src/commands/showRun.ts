import { type Observable, filter } from 'rxjs';
import { appendLine } from '../files/appendLine.js';
import { openLog } from '../files/openLog.js';
import { writeRunView } from '../files/runViewFile.js';
import type { Report, RunEvent } from '../model/events.js';
import { type RunOrder, runOrder } from '../model/runControl.js';
import { debugLog } from '../sinks/debugLog.js';
import { errorLog } from '../sinks/errorLog.js';
import { jsonLog } from '../sinks/jsonLog.js';
import { type LogLevel, isShownAt } from '../sinks/logLevel.js';
import { plainLog } from '../sinks/plainLog.js';
import type { Screen } from '../sinks/screen.js';
import { runViewLog } from '../sinks/runViewLog.js';
import { eventStream } from '../streams/eventStream.js';
import { type RunControl, runControl } from '../streams/runControl.js';
import type { Host } from './context.js';
import { terminalOf } from './terminalOf.js';

/** What a run has of the process around it, to be shown on. */
export type ShowHost = Pick<Host, 'stdout' | 'stderr' | 'signal' | 'onMessage' | 'interrupt' | 'takeNotices'> &
  Partial<Pick<Host, 'env'>> & { readonly stdin?: Host['stdin'] | null };

/** A run that is about to begin, and how it is shown. */
export interface RunToShow {
  readonly command: 'update' | 'scrape' | 'publish' | 'import' | 'attach' | 'verify';
  /** Folder of the archive, or of the ROMs: absolute. */
  readonly place: string;
  readonly dryRun: boolean;
  /** Events on standard output, not lines for people. */
  readonly json: boolean;
  /** Every event with all of its fields on standard error. */
  readonly debug: boolean;
  /** How much the lines for people tell. */
  readonly level: LogLevel;
  /** The lines for people go to this file as well; null: to none. */
  readonly lines: string | null;
  /** The file that names every failure, a line each; null: there is none. */
  readonly errors: string | null;
  /** The file in which the run leaves for others what there is to see of it; null: nowhere. */
  readonly view?: string | null;
  /** Drawn on the terminal, if there is one; else lines for people. */
  readonly screen?: boolean;
  /** Sees every event. */
  readonly watch?: ((event: RunEvent) => void) | undefined;
}

/** What the work of a run is given. */
export interface ShownRun {
  readonly report: Report;
  readonly events$: Observable<RunEvent>;
  /** What the run obeys. */
  readonly control: RunControl;
  /** Its signal: aborted when the run shall end. */
  readonly signal: AbortSignal;
  /** Asks the user something; a screen makes way for it. */
  readonly aside: <T>(ask: () => Promise<T>) => Promise<T>;
  /** The file that names the failures so far; null when there are none. */
  readonly errorLog: () => string | null;
}

/**
 * Does the work of a run, and shows what it reports wherever it is to be shown: on the host's streams, in files. The one
 * place for all commands; the first event is `run.started`.
 *
 * @returns what the work does: the exit code
 * @throws what the work does; when a file cannot be written, an ArchiveError at the end of the run
 */
export async function showRun(
  run: RunToShow,
  host: ShowHost,
  work: (shown: ShownRun) => Promise<number>,
): Promise<number> {
  const { command, place: archive, dryRun, errors } = run;
  const { report, events$, end } = eventStream(() => new Date());
  if (run.watch !== undefined) events$.subscribe(run.watch);
  const control = runControl(host.signal, report);
  let failures = 0;
  const order = (given: RunOrder): void => {
    if (obeys(run, given)) control.order(given);
  };
  const screen = await openScreen(run, host, { events$, order });
  const ended = allEnded([
    ...(screen === null ? onStreams(run, events$, host) : [screen.ended]),
    ...(run.lines === null ? [] : [inFile(run.lines, linesAt(run.level, events$))]),
    ...(run.view == null ? [] : [leftAt(run.view, events$, report)]),
    ...(errors === null
      ? []
      : [
          errorLog(events$, async (line) => {
            failures += 1;
            await appendLine(errors, line);
          }),
        ]),
  ]);
  // Whoever awaits it hears of a failure, but not before the run has ended.
  ended.catch(() => undefined);
  try {
    report({ type: 'run.started', command, archive, dryRun });
    host.onMessage?.((message) => {
      const { data } = runOrder.safeParse(message);
      if (data !== undefined) order(data.romflow);
    });
    const aside = screen?.aside ?? (<T>(ask: () => Promise<T>) => ask());
    return await work({
      aside,
      report,
      events$,
      control,
      signal: control.signal,
      errorLog: () => (failures > 0 ? errors : null),
    });
  } finally {
    end();
    await ended.finally(() => host.takeNotices?.(null));
  }
}

/** The courses obey every order; of anything else there is no half to wait in. */
const obeys = ({ command }: RunToShow, order: RunOrder): boolean =>
  order === 'stop' || command === 'update' || command === 'scrape';

/** Waits for all of them, also when one fails; then fails as the first of these did. */
async function allEnded(endings: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(endings);
  await Promise.all(endings);
}

/** A screen, where one is wanted and there is a terminal; only then its libraries are loaded. */
async function openScreen(
  { screen = false, json, debug, level }: RunToShow,
  host: ShowHost,
  { events$, order }: { readonly events$: Observable<RunEvent>; readonly order: (order: RunOrder) => void },
): Promise<Screen | null> {
  if (!screen || json || debug || level === 'debug') return null;
  const terminal = terminalOf(host);
  if (terminal === null) return null;
  // React keeps a book of every frame otherwise.
  process.env.NODE_ENV ??= 'production';
  const { showScreen } = await import('../sinks/terminal/showScreen.js');
  const shown = showScreen(events$, {
    ...terminal,
    order,
    isTold: (event) => isShownAt(level, event),
    interrupt: () => host.interrupt?.(),
  });
  host.takeNotices?.(shown.say);
  return shown;
}

/** What the process's own streams show. */
function onStreams(
  { json, debug, level }: RunToShow,
  events$: Observable<RunEvent>,
  { stdout, stderr }: ShowHost,
): readonly Promise<void>[] {
  return [
    json ? jsonLog(events$, stdout) : plainLog(linesAt(level, events$), stdout, stderr),
    ...(debug || level === 'debug' ? [debugLog(events$, stderr)] : []),
  ];
}

const linesAt = (level: LogLevel, events$: Observable<RunEvent>): Observable<RunEvent> =>
  events$.pipe(filter((event) => isShownAt(level, event)));

const leftAt = (path: string, events$: Observable<RunEvent>, report: Report): Promise<void> =>
  runViewLog(events$, {
    write: (view) => writeRunView(path, view),
    warn: (message) => {
      report({ type: 'warning', message });
    },
  });

async function inFile(path: string, lines$: Observable<RunEvent>): Promise<void> {
  const log = openLog(path);
  await plainLog(lines$, log.stream, log.stream);
  await log.close();
}

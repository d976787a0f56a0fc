import type { Settings } from '../config/settings.js';
import type { Report, RunEvent } from '../model/events.js';
import { debugLog } from '../sinks/debugLog.js';
import { jsonLog } from '../sinks/jsonLog.js';
import { plainLog } from '../sinks/plainLog.js';
import { eventStream } from '../streams/eventStream.js';
import { pipedIds } from '../streams/pipedIds.js';
import { archiveRun } from './archiveRun.js';
import type { Host, RunCommand } from './context.js';
import { inDryRun } from './dryRun.js';

/** `romflow update`: brings the archive up to date. */
export const runUpdate: RunCommand = async (context) => update(await context.settings(), context);

/** What a run has of the process around it; no `stdin`: nobody asks for games by id. */
export type UpdateHost = Pick<Host, 'stdout' | 'stderr' | 'signal'> & { readonly stdin: Host['stdin'] | null };

/**
 * The archive course with its settings settled, shown on the host's streams.
 *
 * @param watch - sees every event
 * @returns the exit code
 * @throws RunError - what ended the run
 */
export async function update(
  settings: Settings,
  host: UpdateHost,
  watch: (event: RunEvent) => void = () => undefined,
): Promise<number> {
  const { signal } = host;
  const { report, events$, end } = eventStream(() => new Date());
  events$.subscribe(watch);
  const shown = Promise.all([
    settings.json ? jsonLog(events$, host.stdout) : plainLog(events$, host.stdout, host.stderr),
    ...(settings.debug ? [debugLog(events$, host.stderr)] : []),
  ]);
  try {
    report({ type: 'run.started', command: 'update', archive: settings.archive, dryRun: settings.dryRun });
    const ids = await askedIds(settings, host, report);
    const run = (on: Settings): Promise<number> => archiveRun(on, { ids, report, events$, signal });
    return await (settings.dryRun ? inDryRun(settings, run) : run(settings));
  } finally {
    // Whoever pipes ids in may keep the pipe open; a run that has ended must not wait for more of them.
    host.stdin?.destroy();
    end();
    await shown;
  }
}

/** Ids given as a flag; else those that are piped in; else null. */
async function askedIds(
  { gameIds }: Settings,
  { stdin, signal }: UpdateHost,
  report: Report,
): Promise<Iterable<string> | AsyncIterable<string> | null> {
  if (gameIds.length > 0) return gameIds;
  return stdin === null ? null : pipedIds(stdin, report, signal);
}

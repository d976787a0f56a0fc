import type { Settings } from '../config/settings.js';
import type { Report, RunEvent } from '../model/events.js';
import { pipedIds } from '../streams/pipedIds.js';
import { archiveRun } from './archiveRun.js';
import type { Host, RunCommand } from './context.js';
import { inDryRun } from './dryRun.js';
import { type ShowHost, errorLogIn, showRun, viewIn } from './showRun.js';

/** `romflow update`: brings the archive up to date. */
export const runUpdate: RunCommand = async (context) => update(await context.settings(), context);

/** What a run gets from the process around it; without `stdin`, no games are requested by id. */
export type UpdateHost = Omit<ShowHost, 'stdin'> & { readonly stdin: Host['stdin'] | null };

/**
 * The archive course with its settings resolved, shown on the host's streams.
 *
 * @param watch - sees every event
 * @returns the exit code
 * @throws RunError - whatever ended the run
 */
export async function update(settings: Settings, host: UpdateHost, watch?: (event: RunEvent) => void): Promise<number> {
  const { archive: place, dryRun, notify } = settings;
  const errors = errorLogIn(place, dryRun);
  const view = viewIn(settings.stateFolder, settings.databases.rhdata, dryRun, host);
  const shown = { command: 'update', place, dryRun, show: settings, errors, notify } as const;
  return showRun({ ...shown, drawn: true, view, watch }, host, async ({ report, events$, control }) => {
    try {
      const ids = await askedIds(settings, host.stdin, report, control.signal);
      const run = (on: Settings): Promise<number> => archiveRun(on, { ids, report, events$, control });
      return await (dryRun ? inDryRun(settings, run) : run(settings));
    } finally {
      // The writer of the ids may keep the pipe open; a finished run must not wait for more of them.
      if (host.stdin?.isTTY !== true) host.stdin?.destroy();
    }
  });
}

/** The ids given by flag, else those piped in, else null. */
async function askedIds(
  { gameIds }: Settings,
  stdin: UpdateHost['stdin'],
  report: Report,
  signal: AbortSignal,
): Promise<Iterable<string> | AsyncIterable<string> | null> {
  if (gameIds.length > 0) return gameIds;
  return stdin === null ? null : pipedIds(stdin, report, signal);
}

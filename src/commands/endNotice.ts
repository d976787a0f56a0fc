import type { Observable } from 'rxjs';
import type { NotifySettings } from '../config/notifyKeys.js';
import { NAMED_IN_NOTICE, type Summary, runNotice } from '../formats/runNotice.js';
import { postJson } from '../http/postJson.js';
import { HttpError, RomflowError } from '../model/errors.js';
import type { Report, RunEvent } from '../model/events.js';
import { failureOf } from '../sinks/failureOf.js';

const USER_AGENT = 'romflow (+https://github.com/romflow/romflow)';
/** How long a finished run waits for its webhook. */
const TIMEOUT_MS = 10_000;

/** How the work of a run ended: with an exit code, or by an error. */
export type Ending = { readonly code: number } | { readonly error: unknown };

export interface NoticeDeps {
  readonly events$: Observable<RunEvent>;
  readonly report: Report;
  /** The run's signal: aborted when the user stops it. */
  readonly signal: AbortSignal;
}

/**
 * Follows a run and notifies a webhook when it ends. The webhook is tried once; a failure is reported as a warning and
 * changes nothing else.
 *
 * @param command - the command whose run it is
 * @returns to be called at the end: sends the notice
 */
export function endNotice(
  command: string,
  { webhook, onlyFailures }: NotifySettings,
  { events$, report, signal }: NoticeDeps,
): (ending: Ending) => Promise<void> {
  if (webhook === null) return () => Promise.resolve();
  const url = new URL(webhook);
  const failures: string[] = [];
  let failed = 0;
  let summary: Summary | null = null;
  events$.subscribe((event) => {
    if (isSummary(event)) summary = event;
    const failure = failureOf(event);
    if (failure === null) return;
    failed += 1;
    if (failures.length < NAMED_IN_NOTICE) failures.push(failure);
  });
  return async (ending) => {
    // Stopped before it began: there is nothing to report.
    if (summary === null && signal.aborted) return;
    const allWell = 'code' in ending && ending.code === 0 && summary?.outcome === 'complete';
    if (onlyFailures && allWell) return;
    const error = 'error' in ending ? sentenceOf(ending.error) : null;
    try {
      const notice = runNotice({ command, summary, error, failures, failed });
      // Ctrl-C ends the work, but the notice is still sent.
      const { signal: free } = new AbortController();
      await postJson(url, notice, { timeoutMs: TIMEOUT_MS, signal: free, userAgent: USER_AGENT });
    } catch (failure) {
      const why = failure instanceof HttpError ? failure.message : `POST to ${url.host} failed.`;
      report({ type: 'warning', message: `The webhook was not notified of the end of this run: ${why}` });
    }
  };
}

const isSummary = (event: RunEvent): event is Extract<RunEvent, Summary> =>
  event.type === 'summary' || event.type === 'scrape.summary' || event.type === 'publish.summary';

/** Why a run ended; the message of a bug does not go out over the network. */
const sentenceOf = (error: unknown): string =>
  error instanceof RomflowError ? error.message : 'A bug in romflow ended it; see its standard error.';

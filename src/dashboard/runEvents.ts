import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { type Observable, Subject, from, interval, lastValueFrom, map, merge, takeUntil, throttle } from 'rxjs';
import type { CurrentRun } from './api/run.js';

/** How many clients may watch a run at the same time. */
export const MAX_CLIENTS = 20;

const HEARTBEAT_MS = 15_000;
/** How long a browser that lost the connection waits before it reconnects. */
const RETRY_MS = 2000;

export interface RunEventsDeps {
  readonly run$: Observable<CurrentRun>;
  /** Emits when the server shuts down. */
  readonly end$: Observable<unknown>;
}

/**
 * Answers with server-sent events: one named `run` immediately and whenever the run changes, and comments in between.
 *
 * ```
 * run$    -a-bcd----e----|
 * answer  -a-b--d---e----|     c came while b was still being sent
 * ```
 *
 * A slow reader gets only the latest, so nothing is buffered for it. When it disconnects, its subscription ends.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function runEvents({ run$, end$ }: RunEventsDeps): (context: Context) => Response {
  let clients = 0;

  return (context) => {
    // For HEAD, no one would read what follows the headers, nor would the client be seen to disconnect.
    if (context.req.method === 'HEAD') return context.body(null, 200, { 'Content-Type': 'text/event-stream' });
    if (clients >= MAX_CLIENTS) {
      throw new HTTPException(503, { message: 'Too many pages are watching the run already; close some of them.' });
    }
    clients += 1;
    context.header('Cache-Control', 'no-store');
    return streamSSE(context, async (stream) => {
      try {
        await sent(stream, run$, end$);
      } finally {
        clients -= 1;
      }
    });
  };
}

/** Resolves when the reader has disconnected or the server shuts down. */
async function sent(stream: SSEStreamingApi, run$: Observable<CurrentRun>, end$: Observable<unknown>): Promise<void> {
  const gone$ = new Subject<void>();
  stream.onAbort(() => {
    gone$.next();
  });
  const run = (current: CurrentRun) => () =>
    stream.writeSSE({ event: 'run', data: JSON.stringify(current), retry: RETRY_MS });
  const still = () => () => stream.write(': still here\n\n');
  const writes$ = merge(run$.pipe(map(run)), interval(HEARTBEAT_MS).pipe(map(still))).pipe(
    throttle((write) => from(write()), { leading: true, trailing: true }),
    takeUntil(merge(gone$, end$)),
  );
  await lastValueFrom(writes$, { defaultValue: null });
}

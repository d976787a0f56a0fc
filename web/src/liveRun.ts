import { useEffect, useState } from 'preact/hooks';
import { type CurrentRun, currentRun } from '../../src/dashboard/api/run.js';

/** The run in progress, as reported by the server. */
export interface LiveRun {
  /** Null until the first event. */
  readonly run: CurrentRun | null;
  readonly connected: boolean;
  /** How many times a connection was established: each time, whatever may have changed or failed to load is requested again. */
  readonly times: number;
}

/** How long to wait after the browser has given up on a connection, as it does when the server refuses one. */
const AGAIN_MS = 5000;

/** Listens to the server's `run` events while the page is open; the browser reconnects by itself. */
export function useLiveRun(): LiveRun {
  const [live, setLive] = useState<LiveRun>({ run: null, connected: false, times: 0 });
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    let source = listen();

    function listen(): EventSource {
      const events = new EventSource('/api/run/events');
      events.addEventListener('run', ({ data }: MessageEvent<unknown>) => {
        const read = currentRun.safeParse(typeof data === 'string' ? JSON.parse(data) : data);
        if (!read.success) return;
        const run = read.data;
        setLive(({ connected, times }) => ({ run, connected: true, times: connected ? times : times + 1 }));
      });
      events.addEventListener('error', () => {
        setLive((before) => ({ ...before, connected: false }));
        if (events.readyState !== EventSource.CLOSED) return;
        again = setTimeout(() => {
          source = listen();
        }, AGAIN_MS);
      });
      return events;
    }

    return () => {
      clearTimeout(again);
      source.close();
    };
  }, []);
  return live;
}

/** Whether the run is in progress. */
export const isAtWork = (run: CurrentRun | null): boolean =>
  run !== null && (run.status === 'running' || run.status === 'paused' || run.status === 'stopping');

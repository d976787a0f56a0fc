import { useEffect, useState } from 'preact/hooks';
import { type CurrentRun, currentRun } from '../../src/dashboard/api/run.js';

/** The run in progress, as the server tells of it. */
export interface LiveRun {
  /** Null until the server has spoken. */
  readonly run: CurrentRun | null;
  readonly connected: boolean;
  /** How often it has begun to speak: what could not be asked meanwhile, or has changed, is to be asked again. */
  readonly times: number;
}

/** How long to wait when the browser has given up a connection, as it does when the server refuses one. */
const AGAIN_MS = 5000;

/** Listens to the server's `run` events as long as the page is open; the browser connects again by itself. */
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

/** Whether somebody is at work. */
export const isAtWork = (run: CurrentRun | null): boolean =>
  run !== null && (run.status === 'running' || run.status === 'paused' || run.status === 'stopping');

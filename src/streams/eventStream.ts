import { type Observable, Subject } from 'rxjs';
import { EVENT_VERSION } from '../model/eventVersion.js';
import type { EventBody, Report, RunEvent } from '../model/events.js';

/** The one stream on which everything that happens in a run is reported. */
export interface EventStream {
  readonly report: Report;
  /** Hot: to get every event, subscribe before the run starts. */
  readonly events$: Observable<RunEvent>;
  /** Completes `events$`. */
  readonly end: () => void;
}

/**
 * Stamps what operators report with the time and the format's version, and multicasts it to the subscribers.
 *
 * ```
 * report  --a---b-----
 * events$ --A---B----|     (end)
 * ```
 *
 * @param now - the clock
 */
export function eventStream(now: () => Date): EventStream {
  const events = new Subject<RunEvent>();
  return {
    report: (body: EventBody) => {
      events.next({ v: EVENT_VERSION, t: now().toISOString(), ...body });
    },
    events$: events.asObservable(),
    end: () => {
      events.complete();
    },
  };
}

/** Reports messages as warnings, for code that knows nothing of events. */
export const warningTo =
  (report: Report) =>
  (message: string): void => {
    report({ type: 'warning', message });
  };

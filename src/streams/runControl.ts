import { BehaviorSubject, type Observable, Subject, distinctUntilChanged } from 'rxjs';
import { InterruptedError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { RunOrder } from '../model/runControl.js';
import type { InProgress } from '../operators/untilSkipped.js';

/** What controls a run. */
export interface RunControl {
  /** Obeys an order and reports it; an order that changes nothing is not reported. */
  readonly order: (order: RunOrder) => void;
  /** Whether the run is paused, so that nothing may begin: emits on subscription and on each change. False while stopping. */
  readonly held$: Observable<boolean>;
  readonly inProgress: InProgress;
  /** Aborted when the run is to end: by the process, or by the order to stop. */
  readonly signal: AbortSignal;
}

/**
 * Passes orders, from the keyboard or from another process, on to the courses.
 *
 * ```
 * order   --pause----resume---stop--
 * held$   f-t--------f--------------
 * signal  --------------------!-----
 * ```
 *
 * @param process - aborted when the process is to end
 */
export function runControl(process: AbortSignal, report: Report): RunControl {
  const stopping = new AbortController();
  const signal = AbortSignal.any([process, stopping.signal]);
  const held = new BehaviorSubject(false);
  /** Oldest first. */
  const oldestFirst = new Set<Subject<void>>();

  function stopped(): void {
    report({ type: 'run.ordered', order: 'stop' });
    // Whatever is waiting must see the abort before it sees the release.
    queueMicrotask(() => {
      held.next(false);
    });
  }
  if (signal.aborted) stopped();
  else signal.addEventListener('abort', stopped, { once: true });

  function skip(): void {
    const [oldest] = oldestFirst;
    if (oldest === undefined) return;
    report({ type: 'run.ordered', order: 'skip' });
    oldest.next();
  }

  function hold(wanted: boolean): void {
    if (signal.aborted || held.value === wanted) return;
    report({ type: 'run.ordered', order: wanted ? 'pause' : 'resume' });
    held.next(wanted);
  }

  return {
    signal,
    held$: held.pipe(distinctUntilChanged()),
    inProgress: {
      enter: () => {
        const skip$ = new Subject<void>();
        oldestFirst.add(skip$);
        return { skip$, leave: () => void oldestFirst.delete(skip$) };
      },
    },
    order: (order) => {
      switch (order) {
        case 'pause':
        case 'resume':
          hold(order === 'pause');
          break;
        case 'skip':
          skip();
          break;
        case 'stop':
          stopping.abort(new InterruptedError('Interrupted; the next run resumes.'));
      }
    },
  };
}

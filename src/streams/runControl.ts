import { BehaviorSubject, type Observable, Subject, distinctUntilChanged } from 'rxjs';
import { InterruptedError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { RunOrder } from '../model/runControl.js';
import type { Hands } from '../operators/untilSkipped.js';

/** What a run obeys. */
export interface RunControl {
  /** Obeys an order, and tells of it. One that changes nothing is not told. */
  readonly order: (order: RunOrder) => void;
  /** Whether nothing may be begun: at once, and whenever it changes. Never while the run is stopping. */
  readonly held$: Observable<boolean>;
  readonly hands: Hands;
  /** Aborted when the run shall end: by the process, or by the order to stop. */
  readonly signal: AbortSignal;
}

/**
 * Makes orders, of the keys or of another process, reach the courses.
 *
 * ```
 * order   --pause----resume---stop--
 * held$   f-t--------f--------------
 * signal  --------------------!-----
 * ```
 *
 * @param process - aborted when the process shall end
 */
export function runControl(process: AbortSignal, report: Report): RunControl {
  const stopping = new AbortController();
  const signal = AbortSignal.any([process, stopping.signal]);
  const held = new BehaviorSubject(false);
  /** In the order in which they were taken in hand. */
  const inHand = new Set<Subject<void>>();

  function stopped(): void {
    report({ type: 'run.ordered', order: 'stop' });
    // What waits must hear of the end before it hears that it may go on.
    queueMicrotask(() => {
      held.next(false);
    });
  }
  if (signal.aborted) stopped();
  else signal.addEventListener('abort', stopped, { once: true });

  function skip(): void {
    const [oldest] = inHand;
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
    hands: {
      enter: () => {
        const skip$ = new Subject<void>();
        inHand.add(skip$);
        return { skip$, leave: () => void inHand.delete(skip$) };
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

import { EMPTY, NEVER } from 'rxjs';
import { expect, it } from 'vitest';
import { InterruptedError } from '../../src/model/errors.js';
import { untilSkipped } from '../../src/operators/untilSkipped.js';
import { runControl } from '../../src/streams/runControl.js';
import { reports } from '../marbles.js';

function controlled() {
  const process = new AbortController();
  const { events, report } = reports();
  const control = runControl(process.signal, report);
  const held: boolean[] = [];
  control.held$.subscribe((now) => held.push(now));
  const told = (): readonly string[] => events.flatMap((event) => (event.type === 'run.ordered' ? [event.order] : []));
  return { process, control, held, told };
}

it('pauses and resumes the run, and reports each order once', () => {
  const { control, held, told } = controlled();
  for (const order of ['resume', 'pause', 'pause', 'resume', 'resume'] as const) control.order(order);
  expect(held).toEqual([false, true, false]);
  expect(told()).toEqual(['pause', 'resume']);
});

it('skips the oldest item in progress, one per order', () => {
  const { control, told } = controlled();
  const ended: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    NEVER.pipe(untilSkipped(control.inProgress, () => EMPTY)).subscribe({ complete: () => ended.push(name) });
  }
  control.order('skip');
  control.order('skip');
  expect(ended).toEqual(['a', 'b']);
  control.order('skip');
  control.order('skip');
  expect(ended).toEqual(['a', 'b', 'c']);
  expect(told()).toEqual(['skip', 'skip', 'skip']);
});

it('stops as Ctrl-C does, even while paused, and ignores orders after that', async () => {
  const { control, held, told, process } = controlled();
  control.order('pause');
  control.order('stop');
  expect(control.signal.aborted).toBe(true);
  expect(control.signal.reason).toBeInstanceOf(InterruptedError);
  expect(process.signal.aborted).toBe(false);
  // Whoever is waiting hears of the stop first.
  expect(held).toEqual([false, true]);
  await Promise.resolve();
  expect(held).toEqual([false, true, false]);
  control.order('pause');
  control.order('stop');
  expect(told()).toEqual(['pause', 'stop']);
});

it('is stopped by the process', () => {
  const { control, told, process } = controlled();
  const reason = new InterruptedError('so');
  process.abort(reason);
  expect(control.signal.reason).toBe(reason);
  expect(told()).toEqual(['stop']);
});

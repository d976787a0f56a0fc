import { Subject, VirtualTimeScheduler } from 'rxjs';
import { expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../src/model/events.js';
import type { RunView } from '../../src/model/runView.js';
import { runViewLog } from '../../src/sinks/runViewLog.js';
import { SAMPLE_EVENTS } from './sampleEvents.js';

const [started] = SAMPLE_EVENTS;
const planned = SAMPLE_EVENTS.find(({ type }) => type === 'run.planned');

const outcomes: EventBody['type'][] = ['summary'];
const summary = SAMPLE_EVENTS.find(({ type }) => outcomes.includes(type));

type Told = readonly (readonly [ms: number, event: RunEvent | undefined])[];

/** Emits one event at each of the milliseconds, and then completes. */
function tell(events$: Subject<RunEvent>, told: Told, endMs: number, scheduler: VirtualTimeScheduler): void {
  for (const [ms, event] of told) {
    scheduler.schedule(() => {
      if (event !== undefined) events$.next(event);
    }, ms);
  }
  scheduler.schedule(() => {
    events$.complete();
    scheduler.actions.splice(0);
  }, endMs);
  scheduler.flush();
}

/** A log on a clock of its own, with one event at each of the milliseconds. */
async function logged(
  told: Told,
  endMs: number,
  fails = false,
): Promise<{
  readonly views: readonly RunView[];
  readonly at: readonly number[];
  readonly warnings: readonly string[];
}> {
  const scheduler = new VirtualTimeScheduler();
  const events$ = new Subject<RunEvent>();
  const views: RunView[] = [];
  const at: number[] = [];
  const warnings: string[] = [];
  const done = runViewLog(events$, {
    write: (view) => {
      views.push(view);
      at.push(scheduler.now());
      return fails ? Promise.reject(new Error('no room')) : Promise.resolve();
    },
    warn: (message) => warnings.push(message),
    scheduler,
  });
  tell(events$, told, endMs, scheduler);
  await done;
  return { views, at, warnings };
}

const warning = (message: string): RunEvent => ({ v: 1, t: '2026-01-02T03:04:06.000Z', type: 'warning', message });

it('writes a view twice a second at most, and only when something has happened', async () => {
  const many = Array.from({ length: 99 }, (_, index) => [100 + index, warning(String(index))] as const);
  const { views, warnings } = await logged([[0, started], [10, planned], ...many, [1700, warning('last')]], 2200);
  expect(views.map(({ state }) => state)).toEqual(['running', 'running', 'ended']);
  expect(views[0]?.warnings.at(-1)).toBe('98');
  expect(views[1]?.warnings.at(-1)).toBe('last');
  expect(warnings).toEqual([]);
});

it('writes one view after the other, however long each takes', async () => {
  const scheduler = new VirtualTimeScheduler();
  const events$ = new Subject<RunEvent>();
  const written: (() => void)[] = [];
  const write = (): Promise<void> => new Promise((resolve) => written.push(resolve));
  const done = runViewLog(events$, { write, warn: () => undefined, scheduler });
  const told = [
    [1, planned],
    [700, warning('so')],
  ] as const;
  tell(events$, told, 1200, scheduler);
  for (let count = 1; count <= 3; count += 1) {
    expect(written).toHaveLength(count);
    written.at(-1)?.();
    await new Promise(setImmediate);
  }
  await done;
});

it('writes nothing for a run that was never planned, because the file may be another run’s', async () => {
  const { views } = await logged(
    [
      [0, started],
      [700, warning('so')],
    ],
    2000,
  );
  expect(views).toEqual([]);
});

it('warns once, at the end, when it cannot be written, and does not fail', async () => {
  const { views, warnings } = await logged(
    [
      [0, started],
      [1, planned],
      [900, warning('so')],
    ],
    2000,
    true,
  );
  expect(views.length).toBeGreaterThan(1);
  expect(warnings).toEqual(['The state of this run could not be written for the dashboard: no room']);
});

it('writes its last view as soon as the run is summed up, and none afterwards, because the file may be the next run’s', async () => {
  const { views, at } = await logged(
    [
      [0, started],
      [1, planned],
      [2, summary],
      [900, warning('The webhook was not told.')],
    ],
    2000,
  );
  expect(views).toMatchObject([{ state: 'ended', outcome: 'complete', warnings: [] }]);
  expect(at).toEqual([2]);
});

it('records how a run ended', async () => {
  const { views } = await logged(
    [
      [0, started],
      [1, planned],
      [2, summary],
    ],
    3,
  );
  expect(views).toMatchObject([{ state: 'ended', outcome: 'complete' }]);
});

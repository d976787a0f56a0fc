import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { EVENT_VERSION } from '../../../src/model/eventVersion.js';
import type { EventBody, RunEvent } from '../../../src/model/events.js';
import { RUN_ORDERS } from '../../../src/model/runControl.js';
import { showScreen } from '../../../src/sinks/terminal/showScreen.js';
import { keyboard, terminal } from './fakeTerminal.js';

const nothing = (): void => undefined;
const onContinue = () => nothing;

it('scrolls a long list up in chunks, completely and in order', async () => {
  const { stdout, written } = terminal();
  const events$ = new Subject<RunEvent>();
  const screen = showScreen(events$, {
    stdout,
    stdin: null,
    color: false,
    isTold: () => true,
    orders: RUN_ORDERS,
    order: nothing,
    interrupt: nothing,
    stop: nothing,
    suspend: nothing,
    onContinue,
  });
  const paths = Array.from({ length: 350 }, (_, index) => `./Gone ${index}.nes`);
  const missing: EventBody = {
    type: 'gamelist.missing',
    system: 'nes',
    entries: 350,
    present: 0,
    paths,
    pruned: false,
  };
  events$.next({ v: EVENT_VERSION, t: '2026-01-02T03:04:05.678Z', ...missing });
  events$.complete();
  await screen.ended;
  const pieces = written.map((text) => text.match(/\.\/Gone \d+\.nes/g) ?? []);
  expect(pieces.flat()).toEqual(paths);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(100);
});

it('releases the terminal before Ctrl-Z suspends the run, and takes it back afterwards', async () => {
  const { stdout, written } = terminal();
  const { stdin, modes } = keyboard();
  const events$ = new Subject<RunEvent>();
  let ended: Promise<void> = Promise.resolve();
  const suspended = new Promise<[boolean | undefined, boolean]>((resolve) => {
    const screen = showScreen(events$, {
      stdout,
      stdin,
      color: false,
      isTold: () => true,
      orders: RUN_ORDERS,
      order: nothing,
      interrupt: nothing,
      stop: nothing,
      onContinue,
      suspend: () => {
        const text = written.join('');
        resolve([modes.at(-1), text.lastIndexOf('\u001b[?25h') > text.lastIndexOf('\u001b[?25l')]);
      },
    });
    ended = screen.ended;
  });
  await expect.poll(() => modes).toEqual([true]);
  stdin.push('\u001a');
  expect(await suspended).toEqual([false, true]);
  await expect.poll(() => modes).toEqual([true, false, true]);
  events$.complete();
  await ended;
  expect(modes).toEqual([true, false, true, false]);
});

it('takes the terminal back when a run continues that was stopped without notice', async () => {
  const { stdout, written } = terminal();
  const { stdin, modes } = keyboard();
  const events$ = new Subject<RunEvent>();
  const continued$ = new Subject<void>();
  const screen = showScreen(events$, {
    stdout,
    stdin,
    color: false,
    isTold: () => true,
    orders: RUN_ORDERS,
    order: nothing,
    interrupt: nothing,
    stop: nothing,
    suspend: nothing,
    onContinue: (listener) => {
      const listening = continued$.subscribe(listener);
      return () => {
        listening.unsubscribe();
      };
    },
  });
  await expect.poll(() => modes).toEqual([true]);
  const before = written.length;
  continued$.next();
  // The shell has changed the mode without the stream's knowledge.
  expect(modes).toEqual([true, false, true]);
  expect(written.slice(before).join('')).toContain('\u001b[?25l');
  events$.complete();
  await screen.ended;
  expect(continued$.observed).toBe(false);
  expect(modes).toEqual([true, false, true, false]);
});

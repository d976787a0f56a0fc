import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { openScreen } from '../../src/commands/openScreen.js';
import type { RunEvent } from '../../src/model/events.js';
import { RUN_ORDERS, type RunOrder } from '../../src/model/runControl.js';
import { keyboard, terminal } from '../sinks/terminal/fakeTerminal.js';

const SHOW = { ui: true, json: false, debug: false, level: 'info', logFile: null } as const;

/** A screen that is open, and what its keys did. */
async function opened({ interruptible = true } = {}) {
  const { stdout } = terminal();
  const { stdin, modes } = keyboard();
  const ending = new AbortController();
  const done: string[] = [];
  const interrupt = (): void => {
    // The process: the first one lets it finish, another one kills it.
    done.push(ending.signal.aborted ? 'killed' : 'interrupted');
    ending.abort();
  };
  const host = {
    stdin,
    stdout,
    stderr: process.stderr,
    env: {},
    signal: ending.signal,
    ...(interruptible && { interrupt }),
  };
  const events$ = new Subject<RunEvent>();
  const order = (given: RunOrder): void => void done.push(given);
  const screen = await openScreen({ drawn: true, show: SHOW }, host, { events$, orders: RUN_ORDERS, order });
  await expect.poll(() => modes).toEqual([true]);
  /** Presses keys, and closes the screen. */
  async function press(keys: string): Promise<readonly string[]> {
    for (const key of keys) {
      const before = stdin.readableLength;
      stdin.push(key);
      await expect.poll(() => stdin.readableLength).toBe(before);
    }
    events$.complete();
    await screen?.ended;
    return done;
  }
  return { press, ending };
}

it('interrupts the process at q, so that one Ctrl-C then stops it at once', async () => {
  expect(await (await opened()).press('q\u0003')).toEqual(['interrupted', 'killed']);
});

it('kills nothing at q, however often it is pressed', async () => {
  expect(await (await opened()).press('qqq')).toEqual(['interrupted']);
  expect(await (await opened()).press('\u0003q')).toEqual(['interrupted']);
});

it('kills nothing at q when a signal from elsewhere has asked the run to end', async () => {
  const { press, ending } = await opened();
  ending.abort();
  expect(await press('q')).toEqual([]);
});

it('stops the run at q even where there is no process to interrupt', async () => {
  expect(await (await opened({ interruptible: false })).press('q')).toEqual(['stop']);
});

import type { Observable } from 'rxjs';
import type { RunEvent } from '../model/events.js';
import type { RunOrder } from '../model/runControl.js';
import { isShownAt } from '../sinks/logLevel.js';
import type { Screen } from '../sinks/screen.js';
import type { RunToShow, ShowHost } from './showRun.js';
import { terminalOf } from './terminalOf.js';

/** What a screen shows, and who receives its keys. */
export interface ScreenDeps {
  readonly events$: Observable<RunEvent>;
  /** The orders that the run obeys. */
  readonly orders: readonly RunOrder[];
  readonly order: (order: RunOrder) => void;
}

/**
 * Draws a run on the host's terminal if it should be drawn and there is one; only then are the libraries for it loaded.
 *
 * @returns null when lines are printed instead
 */
export async function openScreen(
  { drawn = false, show: { ui, json, debug, level } }: Pick<RunToShow, 'drawn' | 'show'>,
  host: ShowHost,
  { events$, orders, order }: ScreenDeps,
): Promise<Screen | null> {
  if (!drawn || !ui || json || debug || level === 'debug') return null;
  const terminal = terminalOf(host);
  if (terminal === null) return null;
  // Otherwise React keeps a record of every frame.
  process.env.NODE_ENV ??= 'production';
  const { showScreen } = await import('../sinks/terminal/showScreen.js');
  const shown = showScreen(events$, {
    ...terminal,
    orders,
    order,
    isTold: (event) => isShownAt(level, event),
    interrupt: () => host.interrupt?.(),
    stop: () => {
      if (host.signal.aborted) return;
      if (host.interrupt) host.interrupt();
      else order('stop');
    },
    suspend: () => host.suspend?.(),
    onContinue: (listener) => host.onContinue?.(listener) ?? (() => undefined),
  });
  host.takeNotices?.(shown.say);
  return shown;
}

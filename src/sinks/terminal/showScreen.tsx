import { type Instance, render, renderToString } from 'ink';
import { type Observable, lastValueFrom, tap } from 'rxjs';
import type { RunEvent } from '../../model/events.js';
import { foldRun } from '../../view/foldRun.js';
import { newRunView } from '../../view/newRunView.js';
import type { Screen, ScreenOptions } from '../screen.js';
import { App } from './App.js';
import { Colors } from './colors.js';
import { eraseReflowed } from './eraseReflowed.js';
import { LiveView } from './LiveView.js';
import { ScrolledLines } from './ScrolledLines.js';
import { scrolled } from './scrolled.js';
import type { Size } from './size.js';

/** At most so many frames a second. */
const MAX_FPS = 15;
const FRAME_MS = Math.ceil(1000 / MAX_FPS);
/** Countdowns go by the second. */
const TICK_MS = 1000;
const UP = '\u001b[1A\r';

/** Shows a run while it lasts: what is finished scrolls up, and the rest is drawn below. */
export function showScreen(events$: Observable<RunEvent>, options: ScreenOptions): Screen {
  const { stdout, stdin, color } = options;
  let view = newRunView(new Date().toISOString());
  let help = false;
  let lines: string[] = [];
  let instance: Instance | null = null;
  let writeAbove: ((text: string) => void) | null = null;
  let frame: NodeJS.Timeout | null = null;
  let asides = 0;

  const size = (): Size => ({ columns: stdout.columns, rows: stdout.rows });
  const onReady = (write: (text: string) => void): void => {
    writeAbove = write;
  };
  const live = () => ({ view, now: Date.now(), size: size(), keys: stdin !== null, help });
  const app = () => <App {...live()} color={color} onReady={onReady} onKey={onKey} />;

  function mount(): void {
    instance = render(app(), {
      stdout,
      ...(stdin === null ? {} : { stdin }),
      ...{ exitOnCtrlC: false, patchConsole: false, maxFps: MAX_FPS },
    });
  }

  /** Takes the live part away; the terminal is as it was. */
  function unmount(): void {
    if (instance === null) return;
    // Ink draws once more when it ends: then it has nothing to draw, for which it leaves an empty line.
    instance.rerender(<></>);
    instance.unmount();
    stdout.write(UP);
    instance = null;
    writeAbove = null;
  }

  function draw(): void {
    frame = null;
    if (instance === null) return;
    if (lines.length > 0 && writeAbove !== null) {
      writeAbove(textOf(lines));
      lines = [];
    }
    instance.rerender(app());
  }

  function textOf(told: readonly string[]): string {
    const { columns } = size();
    const text = renderToString(
      <Colors value={color}>
        <ScrolledLines lines={told} columns={columns} />
      </Colors>,
      { columns },
    );
    return `${text}\n`;
  }

  const soon = (): void => {
    frame ??= setTimeout(draw, FRAME_MS);
  };

  function onKey(key: string): void {
    if (key === '?') help = !help;
    else if (key === 'C-c') options.interrupt();
    else if (key === 'p') options.order(view.state === 'paused' ? 'resume' : 'pause');
    else if (key === 's') options.order('skip');
    else if (key === 'q') options.order('stop');
    soon();
  }

  let drawn = size();
  /** Comes before Ink's own: what Ink draws anew must have the new size already. */
  function onResize(): void {
    if (instance !== null) {
      const frame = renderToString(<LiveView {...live()} size={drawn} />, { columns: drawn.columns });
      stdout.write(eraseReflowed(frame, drawn.columns, size().columns));
      instance.rerender(app());
    }
    drawn = size();
  }

  mount();
  stdout.prependListener('resize', onResize);
  const ticking = setInterval(soon, TICK_MS);

  async function shown(): Promise<void> {
    try {
      await lastValueFrom(
        events$.pipe(
          tap((event) => {
            view = foldRun(view, event);
            if (options.isTold(event)) lines.push(...scrolled(event));
            soon();
          }),
        ),
        { defaultValue: null },
      );
    } finally {
      stdout.off('resize', onResize);
      clearInterval(ticking);
      if (frame !== null) clearTimeout(frame);
      unmount();
      if (lines.length > 0) stdout.write(textOf(lines));
    }
  }

  return {
    ended: shown(),
    say: (line) => {
      lines.push(line);
      soon();
    },
    aside: async (ask) => {
      asides += 1;
      if (asides === 1) {
        draw();
        unmount();
      }
      try {
        return await ask();
      } finally {
        asides -= 1;
        if (asides === 0) mount();
        soon();
      }
    },
  };
}

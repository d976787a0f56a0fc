import { type Instance, render, renderToString } from 'ink';
import type { ReactElement } from 'react';
import type { Observable } from 'rxjs';
import type { RunEvent } from '../../model/events.js';
import { foldRun } from '../../view/foldRun.js';
import { newRunView } from '../../view/newRunView.js';
import type { Screen, ScreenOptions } from '../screen.js';
import { KeyListener } from './KeyListener.js';
import { LiveView } from './LiveView.js';
import { OnUnmount } from './OnUnmount.js';
import { ScrolledLines } from './ScrolledLines.js';
import { Colors } from './colors.js';
import { liveFrame } from './liveFrame.js';
import { scrolled } from './scrolled.js';
import type { Size } from './size.js';

/** The most frames per second. */
const MAX_FPS = 15;
const FRAME_MS = Math.ceil(1000 / MAX_FPS);
/** The most lines that scroll up with one frame: laying one out takes half a millisecond and 40 KiB, and keys wait meanwhile. */
const MAX_LINES = 100;
/** Countdowns tick once a second. */
const TICK_MS = 1000;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** Shows a run live: what is finished scrolls up, and the rest is drawn below. */
export function showScreen(events$: Observable<RunEvent>, options: ScreenOptions): Screen {
  const { stdout, stdin, color, orders } = options;
  let view = newRunView(new Date().toISOString());
  let help = false;
  const lines: string[] = [];
  /** Null while a question has the terminal. */
  let mounted: Instance | null = null;
  let frame: NodeJS.Timeout | null = null;
  let asides = 0;
  let over = false;

  const size = (): Size => ({ columns: stdout.columns, rows: stdout.rows });
  const newFrame = () => liveFrame((text) => stdout.write(text), size);
  let canvas = newFrame();

  function linesOf(element: ReactElement): readonly string[] {
    return renderToString(<Colors value={color}>{element}</Colors>, { columns: size().columns }).split('\n');
  }

  /** Ink does the layout and listens for keys. It does not draw: it does not expect a terminal to rewrap lines. */
  function mount(): void {
    canvas = newFrame();
    const keys = stdin === null ? null : <KeyListener onKey={onKey} />;
    mounted = render(<OnUnmount onGone={onGone}>{keys}</OnUnmount>, {
      stdout,
      ...(stdin === null ? {} : { stdin }),
      exitOnCtrlC: false,
      patchConsole: false,
    });
    stdout.write(HIDE_CURSOR);
    draw();
  }

  /** Removes the live part and restores the terminal. */
  function unmount(): void {
    if (mounted === null) return;
    tellAll();
    mounted.unmount();
  }

  function onGone(): void {
    canvas.draw([], []);
    stdout.write(SHOW_CURSOR);
    mounted = null;
  }

  /** What has not been printed yet, or as much of it as goes with one frame. */
  function told(): readonly string[] {
    const next = lines.splice(0, MAX_LINES);
    return next.length === 0 ? [] : linesOf(<ScrolledLines lines={next} columns={size().columns} />);
  }

  function tellAll(): void {
    do canvas.draw([], told());
    while (lines.length > 0);
  }

  function draw(): void {
    frame = null;
    if (mounted === null) return;
    const live = { view, now: Date.now(), size: size(), orders: stdin === null ? null : orders, help };
    canvas.draw(linesOf(<LiveView {...live} />), told());
    if (lines.length > 0) soon();
  }

  const soon = (): void => {
    // After the events that have arrived meanwhile: a resize may be among them.
    frame ??= setTimeout(() => setImmediate(draw), FRAME_MS);
  };

  /** Gives the terminal back to the shell, and suspends the process. */
  function suspend(): void {
    unmount();
    // Not before Ink has released the keyboard.
    setImmediate(() => {
      options.suspend();
      if (!over && asides === 0) mount();
    });
  }

  /** The process was stopped without notice, and the shell has changed the terminal's mode. */
  function goOn(): void {
    if (mounted === null) return;
    // Setting a mode that the stream believes it has already would do nothing.
    for (const raw of [false, true]) stdin?.setRawMode(raw);
    canvas = newFrame();
    stdout.write(HIDE_CURSOR);
    soon();
  }

  function onKey(key: string): void {
    if (key === '?') help = !help;
    else if (key === 'C-c') options.interrupt();
    else if (key === 'C-z') suspend();
    else if (key === 'p') options.order(view.state === 'paused' ? 'resume' : 'pause');
    else if (key === 's') options.order('skip');
    else if (key === 'q') options.stop();
    soon();
  }

  mount();
  stdout.on('resize', soon);
  const endListening = options.onContinue(goOn);
  const ticking = setInterval(soon, TICK_MS);

  async function shown(): Promise<void> {
    try {
      await events$.forEach((event) => {
        view = foldRun(view, event);
        if (options.isTold(event)) for (const line of scrolled(event)) lines.push(line);
        soon();
      });
    } finally {
      stdout.off('resize', soon);
      endListening();
      clearInterval(ticking);
      if (frame !== null) clearTimeout(frame);
      over = true;
      unmount();
      if (lines.length > 0) tellAll();
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
      if (asides === 1) unmount();
      try {
        return await ask();
      } finally {
        asides -= 1;
        if (asides === 0) mount();
      }
    },
  };
}

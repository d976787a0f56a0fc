import type { ReadStream, WriteStream } from 'node:tty';
import type { RunEvent } from '../model/events.js';
import type { RunOrder } from '../model/runControl.js';

/** What a screen needs; the code that draws it, in `terminal/`, is loaded only where there is one. */
export interface ScreenOptions {
  readonly stdout: WriteStream;
  /** The keyboard; null when stdin is something else, such as piped ids. */
  readonly stdin: ReadStream | null;
  readonly color: boolean;
  /** Whether this event is shown at the configured level. */
  readonly isTold: (event: RunEvent) => boolean;
  /** The orders that the run obeys; keys for others are not offered. */
  readonly orders: readonly RunOrder[];
  readonly order: (order: RunOrder) => void;
  /** What Ctrl-C does: in raw mode it is a key like any other. */
  readonly interrupt: () => void;
  /** Asks the run to end as the first Ctrl-C does, so that the next one stops it at once; has no effect once it is ending. */
  readonly stop: () => void;
  /** Suspends the process, as Ctrl-Z does, and returns when it continues. */
  readonly suspend: () => void;
  /** Calls a listener whenever the process continues, whoever stopped it; returns how to unsubscribe. */
  readonly onContinue: (listener: () => void) => () => void;
}

/** A run shown live on a terminal. */
export interface Screen {
  /** Settles when the last event is shown and the terminal is restored. */
  readonly ended: Promise<void>;
  /** Prints a line above the live part. */
  readonly say: (line: string) => void;
  /** Makes way for a question, and comes back. What happened meanwhile is shown then. */
  readonly aside: <T>(ask: () => Promise<T>) => Promise<T>;
}

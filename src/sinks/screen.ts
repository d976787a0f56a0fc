import type { ReadStream, WriteStream } from 'node:tty';
import type { RunEvent } from '../model/events.js';
import type { RunOrder } from '../model/runControl.js';

/** What a screen is given; what draws it, in `terminal/`, is loaded only where there is one. */
export interface ScreenOptions {
  readonly stdout: WriteStream;
  /** The keyboard; null when ids are piped in, or anything else that is none. */
  readonly stdin: ReadStream | null;
  readonly color: boolean;
  /** Whether this event is told of at the level that is set. */
  readonly isTold: (event: RunEvent) => boolean;
  /** The orders that the run obeys; keys for others are not offered. */
  readonly orders: readonly RunOrder[];
  readonly order: (order: RunOrder) => void;
  /** What Ctrl-C does, for the keyboard gives it to us. */
  readonly interrupt: () => void;
  /** Stops the process, as Ctrl-Z does, and returns when it goes on. */
  readonly suspend: () => void;
  /** Listens to when the process goes on, whoever stopped it, and tells how to end that. */
  readonly onContinue: (listener: () => void) => () => void;
}

/** A run on the whole of a terminal. */
export interface Screen {
  /** Settles when the last event is shown and the terminal is as it was. */
  readonly ended: Promise<void>;
  /** Says something above the live part. */
  readonly say: (line: string) => void;
  /** Makes way for a question, and comes back. What happens meanwhile is shown then. */
  readonly aside: <T>(ask: () => Promise<T>) => Promise<T>;
}

import { TransientHttpError } from '../model/errors.js';

export interface DeadlineOptions {
  /** For the whole work, in milliseconds. */
  readonly timeoutMs: number;
  /** The caller's way to stop earlier. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` with a signal that fires when time is up, when the caller aborts, and when the work has ended, so that nothing
 * of it stays open.
 *
 * @param what - the work, for the message
 * @throws TransientHttpError - time is up
 * @throws the signal's reason - the caller aborted
 */
export async function withDeadline<T>(
  what: string,
  { timeoutMs, signal }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const clock = { late: false };
  const stop = () => {
    controller.abort();
  };
  const timer = setTimeout(() => {
    clock.late = true;
    stop();
  }, timeoutMs);
  signal.addEventListener('abort', stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (clock.late) throw new TransientHttpError(`${what}: no complete answer within ${timeoutMs / 1000} s.`);
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

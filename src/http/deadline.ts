import { TransientHttpError } from '../model/errors.js';

export interface DeadlineOptions {
  /** For the work as a whole, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest time without progress, in milliseconds; default unlimited. */
  readonly stallMs?: number;
  /** Lets the caller stop earlier. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` with a signal that fires when time is up, when the caller aborts, and when the work has ended, so that nothing
 * of it stays open.
 *
 * @param what - names the work in the message
 * @param work - receives that signal, and a function to call whenever it makes progress
 * @throws TransientHttpError - time is up, or there was no progress for too long
 * @throws the signal's reason - the caller aborted
 */
export async function withDeadline<T>(
  what: string,
  { timeoutMs, stallMs, signal }: DeadlineOptions,
  work: (signal: AbortSignal, alive: () => void) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const clock: { late: string | null } = { late: null };
  const stop = () => {
    controller.abort();
  };
  const stopAfter = (ms: number, why: string) =>
    setTimeout(() => {
      clock.late ??= why;
      stop();
    }, ms);
  const whole = stopAfter(timeoutMs, `no complete answer within ${timeoutMs / 1000} s`);
  const stall = stallMs === undefined ? undefined : stopAfter(stallMs, `nothing arrived for ${stallMs / 1000} s`);
  signal.addEventListener('abort', stop);
  try {
    return await work(controller.signal, () => stall?.refresh());
  } catch (error) {
    signal.throwIfAborted();
    if (clock.late !== null) throw new TransientHttpError(`${what}: ${clock.late}.`);
    throw error;
  } finally {
    clearTimeout(whole);
    clearTimeout(stall);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

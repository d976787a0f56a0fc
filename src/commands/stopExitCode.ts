import { RunError } from '../model/errors.js';

/** The exit code of a run that was stopped: that of the signal's reason; anything else counts as an interruption. */
export function stopExitCode({ reason }: AbortSignal): number {
  return reason instanceof RunError ? reason.exitCode : 130;
}

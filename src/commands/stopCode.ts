import { RunError } from '../model/errors.js';

/** With what exit code a run ends that was stopped: as its reason says; whatever else stopped it is an interruption. */
export function stopCode({ reason }: AbortSignal): number {
  return reason instanceof RunError ? reason.exitCode : 130;
}

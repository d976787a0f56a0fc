import type { RunEvent } from '../model/events.js';

/** How much of a run is shown, the least first. */
export const LOG_LEVELS = ['error', 'warning', 'info', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Whether an event is shown at a level: failures at every one, passing trouble from `warning` on, everything from `info` on. */
export function isShownAt(level: LogLevel, event: RunEvent): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(levelOf(event));
}

function levelOf(event: RunEvent): LogLevel {
  switch (event.type) {
    case 'rom.done':
      return event.outcome === 'failed' || event.outcome === 'unmatched' ? 'error' : 'info';
    case 'system.skipped':
      return event.failed ? 'error' : 'warning';
    case 'warning':
    case 'retry':
    case 'media.failed':
    case 'gamelist.missing':
      return 'warning';
    default:
      return 'info';
  }
}

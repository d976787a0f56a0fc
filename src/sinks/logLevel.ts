import type { RunEvent } from '../model/events.js';
import { LOG_LEVELS, type LogLevel } from '../model/logLevel.js';

/** Whether an event is shown at a level: at its own, and at every one that shows more. */
export function isShownAt(level: LogLevel, event: RunEvent): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(levelOf(event));
}

function levelOf(event: RunEvent): LogLevel {
  switch (event.type) {
    case 'game.failed':
    case 'verify.damage':
    case 'verify.unrepaired':
      return 'error';
    case 'rom.done':
      return event.outcome === 'failed' || event.outcome === 'unmatched' ? 'error' : 'info';
    case 'rom.published':
    case 'crawl.ended':
      return event.outcome === 'failed' ? 'error' : 'info';
    case 'file.skipped':
      return event.failed ? 'error' : 'info';
    case 'system.skipped':
      return event.failed ? 'error' : 'warning';
    case 'warning':
    case 'retry':
    case 'record.skipped':
    case 'media.failed':
    case 'gamelist.missing':
      return 'warning';
    case 'summary':
    case 'scrape.summary':
    case 'publish.summary':
    case 'files.summary':
    case 'verify.summary':
      return 'quiet';
    case 'rom.identified':
    case 'media.stored':
      return 'verbose';
    default:
      return 'info';
  }
}

import type { RunEvent } from '../model/events.js';
import { romId } from '../view/romText.js';

/** What failed and why, as `<where>: <why>`; null when nothing did. Its text may come from the network. */
export function failureOf(event: RunEvent): string | null {
  switch (event.type) {
    case 'game.failed': {
      const again = event.final ? '' : ` (try ${event.tries}, will be retried)`;
      return `${event.id} ${event.name}: ${event.reason}${again}`;
    }
    case 'record.skipped':
      return `record ${event.id ?? 'without an id'}: ${event.reason}`;
    case 'crawl.ended':
      return event.outcome === 'failed' ? `catalog: ${event.reason ?? 'not read to the end'}` : null;
    case 'rom.published':
      return event.outcome === 'failed' ? `${event.id} ${event.name}: ${event.reason ?? event.outcome}` : null;
    case 'file.skipped':
      return event.failed ? `${event.file}: ${event.reason}` : null;
    case 'rom.done': {
      const bad = event.outcome === 'failed' || event.outcome === 'unmatched';
      return bad ? `${romId(event)}: ${event.detail ?? event.outcome}` : null;
    }
    case 'media.failed':
      return `${romId(event)}: ${event.kind}: ${event.reason}`;
    case 'system.skipped':
      return event.failed ? `${event.system}: ${event.reason}` : null;
    default:
      return null;
  }
}

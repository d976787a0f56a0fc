import { plainText } from '../../formats/plainText.js';
import type { RunEvent } from '../../model/events.js';
import { eventLines } from '../eventLines.js';

/** Events that the live part shows itself, or that would only be noise above it. */
const LIVE: ReadonlySet<RunEvent['type']> = new Set([
  'run.started',
  'base.read',
  'run.ordered',
  'crawl.started',
  'page',
  'game.queued',
  'game.started',
  'game.downloaded',
  'patch.tested',
  'blob.sealed',
  'waiting',
  'scrape.started',
  'account',
  'system.started',
]);

/** The lines of an event to print above the live part, for good; harmless, whatever the network has put into a name. */
export function scrolled(event: RunEvent): readonly string[] {
  return LIVE.has(event.type) ? [] : eventLines(event).map(plainText);
}

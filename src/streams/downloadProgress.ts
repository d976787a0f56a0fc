import type { BodyLimits } from '../http/readBody.js';
import type { Report } from '../model/events.js';

/** Four times a second is as often as anyone looks. */
const EVERY_MS = 250;

/**
 * Reports that a game's ZIP is being downloaded, then its progress: at most four times a second, and not at all for a file
 * that arrives sooner.
 *
 * @param now - milliseconds since 1970
 * @returns what to call as bytes arrive
 */
export function downloadProgress(id: string, report: Report, now: () => number): NonNullable<BodyLimits['onBytes']> {
  report({ type: 'game.stage', id, stage: 'downloading' });
  let told = now();
  return (bytes, totalBytes) => {
    if (now() - told < EVERY_MS || bytes === totalBytes) return;
    told = now();
    report({ type: 'game.bytes', id, bytes, totalBytes });
  };
}

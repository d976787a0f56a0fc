import type { BodyLimits } from '../http/readBody.js';
import type { Report } from '../model/events.js';

/** Four times a second is as often as anybody looks. */
const EVERY_MS = 250;

/**
 * Tells that a game's ZIP is being downloaded, then of the bytes that have come: four times a second at most, and never of a
 * file that is there sooner.
 *
 * @param now - milliseconds since 1970
 * @returns what is to be told of the bytes, as they come
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

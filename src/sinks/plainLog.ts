import type { Writable } from 'node:stream';
import { type Observable, concatMap, from } from 'rxjs';
import { plainText } from '../formats/plainText.js';
import type { RunEvent } from '../model/events.js';
import { eventLines } from './eventLines.js';
import { printLines } from './printLines.js';

/** Headings of the two halves of a run, each above the first event of its half. */
const HEADINGS: Readonly<Partial<Record<RunEvent['type'], string>>> = {
  'crawl.started': '[Catalog] Reading the catalog of SMW Central...',
  'game.started': '[Games] Downloading, patching, sealing and recording...',
};

/** Trouble that fails no game or ROM is not part of the result. */
const WARNINGS: ReadonlySet<RunEvent['type']> = new Set([
  ...(['warning', 'record.skipped', 'file.skipped'] as const),
  ...(['system.skipped', 'media.failed', 'gamelist.missing'] as const),
]);

/**
 * Prints events for people, a line each; warnings go to `stderr`. Resolves when `events$` has completed and the last line
 * is handed over.
 *
 * Names come from the network: whatever in them would control the terminal is removed.
 */
export function plainLog(events$: Observable<RunEvent>, stdout: Writable, stderr: Writable): Promise<void> {
  const headed = new Set<string>();
  const lines$ = events$.pipe(
    concatMap((event) => {
      const heading = HEADINGS[event.type];
      const first = heading !== undefined && !headed.has(heading);
      if (first) headed.add(heading);
      const to = WARNINGS.has(event.type) ? stderr : stdout;
      const texts = [...(first ? ['', heading] : []), ...eventLines(event)];
      return from(texts.map((text) => ({ to, text: plainText(text) })));
    }),
  );
  return printLines(lines$);
}

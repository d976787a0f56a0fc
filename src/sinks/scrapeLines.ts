import prettyBytes from 'pretty-bytes';
import { counted } from '../formats/counted.js';
import type { RunEvent } from '../model/events.js';
import { doneText, romName } from '../view/romText.js';
import { aligned } from './aligned.js';
import { duration } from './duration.js';

const HEAVY = '='.repeat(60);
const LIGHT = '-'.repeat(60);

type ScrapeEvent = Extract<
  RunEvent,
  {
    type:
      | `system.${string}`
      | `rom.${string}`
      | `media.${string}`
      | `gamelist.${string}`
      | 'account'
      | `scrape.${string}`
      | 'publish.summary';
  }
>;
type Done = Extract<RunEvent, { type: 'rom.done' }>;
type Summary = Extract<RunEvent, { type: 'scrape.summary' }>;
type Published = Extract<RunEvent, { type: 'rom.published' }>;
type Counted = Pick<
  Extract<RunEvent, { type: 'system.ended' }>,
  'total' | 'scraped' | 'skipped' | 'unmatched' | 'failed' | 'left' | 'planned' | 'elapsedMs'
>;

/** A scrape event in words for people, line by line: `✓` done, `✗` failed, `⚠` a warning, `○` none of these. */
export function scrapeLines(event: ScrapeEvent): readonly string[] {
  switch (event.type) {
    case 'scrape.started': {
      const mode = event.dryRun ? `DRY-RUN (no requests, no downloads), ${event.mode}` : event.mode;
      return [`Mode: ${mode}`, `Systems: ${event.systems}`, HEAVY];
    }
    case 'account': {
      const { threads, perMinute, requestsToday, maxPerDay } = event;
      const minute = perMinute === null ? '' : `, ${perMinute} a minute`;
      const day =
        requestsToday === null ? '' : `, ${requestsToday}${maxPerDay === null ? '' : ` of ${maxPerDay}`} made today`;
      return [`ScreenScraper: ${counted(threads, 'request')} at a time${minute}${day}`];
    }
    case 'system.started':
      return ['', HEAVY, `Scraping ${event.fullname}`, `Total ROMs: ${event.roms}`, HEAVY, ''];
    case 'system.skipped':
      return [`  ${event.failed ? '✗' : '⚠'} ${event.system} skipped: ${event.reason}`];
    case 'system.ended':
      return ['', LIGHT, `System Complete: ${event.fullname}`, ...counts(event), LIGHT];
    case 'rom.stage':
      return [];
    case 'rom.identified': {
      const how = {
        hash: 'hash',
        name: 'name',
        search: 'search',
        picked: 'the user',
        memory: 'an earlier scrape',
      }[event.by];
      return [`  ○ ${romName(event.rom)}: identified as ${event.name} by ${how}${event.cached ? ' (cached)' : ''}`];
    }
    case 'rom.done':
      return [doneLine(event)];
    case 'media.stored':
      return [
        `  ○ ${romName(event.rom)}: ${event.file} (${event.reused ? 'already there' : prettyBytes(event.bytes)})`,
      ];
    case 'media.failed':
      return [`  ⚠ ${romName(event.rom)}: ${event.kind}: ${event.reason}`];
    case 'media.retired':
      return [`  ○ ${romName(event.rom)}: ${event.kind} moved aside to ${event.to}`];
    case 'gamelist.written': {
      const { file, added, changed, removed } = event;
      const entries = counted(event.entries, 'entry', 'entries');
      if (event.unchanged) return [`  ○ ${file}: unchanged (${entries})`];
      return [`  ✓ ${file}: ${entries} (${added} added, ${changed} changed, ${removed} removed)`];
    }
    case 'gamelist.missing': {
      const { system, entries, paths, pruned } = event;
      const what = pruned
        ? 'to be removed from the gamelist'
        : 'kept; --prune removes them, or --prune --yes if there are many';
      return [
        `  ⚠ ${system}: ${paths.length} of ${entries} entries have no file (${what}):`,
        ...paths.map((path) => `      ${path}`),
      ];
    }
    case 'rom.published':
      return [publishedLine(event)];
    case 'publish.summary':
      return [
        '',
        HEAVY,
        `Publish: ${event.outcome}${event.dryRun ? ' (dry run)' : ''}`,
        HEAVY,
        ...aligned(
          {
            Hacks: event.hacks,
            Written: event.written,
            Unchanged: event.unchanged,
            Skipped: event.skipped,
            Failed: event.failed,
            Media: event.media,
            Time: duration(event.elapsedMs),
          },
          11,
        ),
        HEAVY,
      ];
    case 'scrape.summary':
      return [
        '',
        HEAVY,
        event.outcome === 'complete' ? 'Final Summary' : `Final Summary (${ENDINGS[event.outcome]})`,
        HEAVY,
        ...finalCounts(event),
        HEAVY,
        ...event.failures.map(({ system, rom, reason }) => `  ✗ ${system}: ${romName(rom)}: ${reason}`),
        ...(event.errorLog === null ? [] : ['', `Error log written to: ${event.errorLog}`]),
      ];
  }
}

const ENDINGS = {
  paused: 'stopped; the next run resumes',
  quota: 'stopped by the quota or the service; run again later',
  failed: 'ended by an error',
} as const;

const MARKS = { scraped: '✓', planned: '○', skipped: '○', left: '○', unmatched: '✗', failed: '✗' } as const;

function doneLine(event: Done): string {
  const said = doneText(event);
  return `  ${MARKS[event.outcome]} [${event.index}/${event.total}] ${romName(event.rom)}${said === '' ? '' : ` - ${said}`}`;
}

function publishedLine({ id, name, file, outcome, reason }: Published): string {
  const mark = outcome === 'failed' ? '✗' : outcome === 'written' || outcome === 'renamed' ? '✓' : '○';
  const why = reason === null ? '' : `: ${reason}`;
  return `  ${mark} ${id} ${name}: ${file === '' ? '' : `${file} `}${outcome}${why}`;
}

/** How ROMs ended, as the blocks of the specification count them: unknown ones count as failed there. */
function endings({ scraped, skipped, unmatched, failed, left, planned }: Counted): Readonly<Record<string, number>> {
  return {
    Succeeded: scraped,
    Failed: failed + unmatched,
    ...(unmatched > 0 ? { Unknown: unmatched } : {}),
    Skipped: skipped,
    ...(left > 0 ? { Left: left } : {}),
    ...(planned > 0 ? { Planned: planned } : {}),
  };
}

function counts(event: Counted): readonly string[] {
  const rows = { Total: event.total, ...endings(event), Time: duration(event.elapsedMs) };
  return aligned(rows, 11).map((row) => `  ${row}`);
}

function finalCounts(event: Summary): readonly string[] {
  const { media, mediaFailed, gamelistsFailed, requests } = event;
  const troubles = {
    ...(mediaFailed > 0 ? { 'Media failed': mediaFailed } : {}),
    ...(gamelistsFailed > 0 ? { 'Gamelists failed': gamelistsFailed } : {}),
  };
  return [
    ...aligned({ 'Systems processed': event.systems, 'Total ROMs': event.total }, 19),
    ...aligned(endings(event), 17).map((row) => `  ${row}`),
    ...aligned({ 'Media files': media, ...troubles, Requests: requests, 'Total time': duration(event.elapsedMs) }, 19),
  ];
}

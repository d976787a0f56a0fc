import prettyBytes from 'pretty-bytes';
import { counted } from '../formats/counted.js';
import type { RunEvent } from '../model/events.js';
import { aligned } from './aligned.js';
import { duration } from './duration.js';
import { fileCounts, importedLine } from './importLines.js';
import { scrapeLines } from './scrapeLines.js';
import { verifyLines } from './verifyLines.js';

const RULE = '='.repeat(50);

const ORDERED = {
  pause: 'Paused: nothing new is started',
  resume: 'Resumed',
  skip: 'Giving up the oldest item in progress',
  stop: 'Stopping as soon as the items in progress are finished',
} as const;

type CrawlEnded = Extract<RunEvent, { type: 'crawl.ended' }>;
type Summary = Extract<RunEvent, { type: 'summary' }>;
type PatchTested = Extract<RunEvent, { type: 'patch.tested' }>;

/** An event in words for people, line by line: `✓` done, `✗` failed, `○` neither. */
export function eventLines(event: RunEvent): readonly string[] {
  switch (event.type) {
    case 'run.started':
      if (event.command === 'scrape') return [...banner('romflow scrape'), `  ROMs: ${event.archive}`];
      return [
        ...banner(`romflow ${event.command}`),
        `  Archive: ${event.archive}`,
        ...(event.dryRun ? ['  ○ Dry run: the archive stays as it is'] : []),
      ];
    case 'base.read':
      return [`  Base ROM: ${event.path}`];
    case 'run.planned':
    case 'game.stage':
    case 'game.bytes':
      // For the live view of the run; as lines they would only be noise.
      return [];
    case 'run.ordered':
      return [`  ○ ${ORDERED[event.order]}`];
    case 'crawl.started':
      return [`  ${event.resumed ? '○ Resuming' : '○ Starting'} a ${event.mode} crawl: ${event.why}`];
    case 'page': {
      const { page, lastPage, records, fresh } = event;
      const of = lastPage === null ? '' : `/${lastPage}`;
      const found = `${counted(records, 'record')}, ${fresh} new or changed`;
      return [`  ✓ Page ${page}${of}: ${found}${event.cached ? ' (from the interrupted crawl)' : ''}`];
    }
    case 'crawl.ended':
      return [crawlLine(event)];
    case 'record.skipped': {
      const where = event.page === null ? '' : ` on page ${event.page}`;
      return [`  ✗ Record ${event.id ?? 'without an id'}${where} skipped: ${event.reason}`];
    }
    case 'game.queued':
      return [`  ○ Queued ${event.id}: ${event.name}`];
    case 'game.started':
      return [`Processing game ${event.id}: ${event.name}`];
    case 'game.downloaded':
      return event.reused
        ? [`  ○ ${event.id}: using ${event.path} (${prettyBytes(event.bytes)})`]
        : [`  ✓ ${event.id}: downloaded to ${event.path} (${prettyBytes(event.bytes)})`];
    case 'patch.tested':
      return [patchLine(event)];
    case 'blob.sealed':
      return [
        `  ${event.reused ? '○' : '✓'} ${event.id}: ${event.patch} ${event.reused ? 'already sealed as' : 'sealed as'} ${event.blob}`,
      ];
    case 'game.recorded': {
      const { id, name, version, applied, patches } = event;
      return [`  ✓ ${id}: ${name} recorded as version ${version} (${applied} of ${patches} patches applied)`];
    }
    case 'game.unchanged':
      return [`  ○ ${event.id}: ${event.name} unchanged since version ${event.version}`];
    case 'game.failed':
      return [
        `  ✗ ${event.id}: ${event.name} failed${event.final ? '' : ` (try ${event.tries}, will be retried)`}: ${event.reason}`,
      ];
    case 'game.skipped':
      return [`  ○ ${event.id}: ${event.name} skipped for now; the next run takes it up`];
    case 'retry': {
      const { what, attempt, of, reason, delayMs } = event;
      // A host that asks for a pause has not failed an attempt.
      const failed = attempt === 0 ? 'asked to wait' : `try ${attempt} of ${of} failed`;
      return [`  ○ ${what}: ${failed} (${reason}), retrying in ${duration(delayMs)}`];
    }
    case 'waiting':
      return [
        `  ○ Waiting ${duration(Date.parse(event.until) - Date.parse(event.t))} for ${event.host}: ${event.reason}`,
      ];
    case 'warning':
      return [`  ⚠ ${event.message}`];
    case 'summary':
      return summary(event);
    case 'hack.imported':
      return [importedLine(event)];
    case 'blob.attached':
      return [event.already ? `  ○ ${event.blob} is already attached` : `  ✓ ${event.blob} attached`];
    case 'file.skipped':
      return [`  ${event.failed ? '✗' : '○'} ${event.file} skipped: ${event.reason}`];
    case 'files.summary':
      return totals(event, fileCounts(event));
    case 'verify.damage':
    case 'verify.notice':
    case 'verify.repaired':
    case 'verify.unrepaired':
    case 'verify.progress':
    case 'verify.summary':
      return verifyLines(event);
    default:
      return scrapeLines(event);
  }
}

function crawlLine({ outcome, reason }: CrawlEnded): string {
  const why = reason === null ? '' : `: ${reason}`;
  switch (outcome) {
    case 'complete':
      return `  ✓ Catalog read${why}`;
    case 'paused':
      return `  ○ Catalog paused, to be resumed${why}`;
    case 'failed':
      return `  ✗ Catalog not read to the end${why}`;
  }
}

function patchLine({ id, patch, result, reason }: PatchTested): string {
  const why = reason === null ? '' : `: ${reason}`;
  switch (result) {
    case 'success':
      return `  ✓ ${id}: ${patch} applied`;
    case 'nothing':
      return `  ○ ${id}: ${patch} does nothing${why}`;
    case 'failed':
      return `  ✗ ${id}: ${patch} does not apply${why}`;
  }
}

function summary(event: Summary): readonly string[] {
  const { failures, failed } = event;
  const counts = {
    'Pages read': event.pages,
    Records: event.records,
    'Records skipped': event.skipped,
    'New games': event.queued,
    'ZIPs fetched': event.fetched,
    Recorded: event.recorded,
    Unchanged: event.unchanged,
    Failed: failed,
    'Left in the queue': event.waiting,
  };
  return [
    ...totals(event, counts),
    ...failures.map(({ id, name, reason }) => `  ✗ ${id}: ${name}: ${reason}`),
    ...(failed > failures.length ? [`  ✗ and ${failed - failures.length} more`] : []),
  ];
}

/** A run's last words: how it ended, what it counted, and how long it took. */
function totals(
  { command, outcome, dryRun, elapsedMs }: Pick<Summary, 'command' | 'outcome' | 'dryRun' | 'elapsedMs'>,
  counts: Readonly<Record<string, number>>,
): readonly string[] {
  return [
    '',
    ...banner(`${command}: ${outcome}${dryRun ? ' (dry run)' : ''}`),
    ...aligned({ ...counts, Time: duration(elapsedMs) }, 20).map((row) => `  ${row}`),
  ];
}

function banner(title: string): readonly string[] {
  return [RULE, `  ${title}`, RULE];
}

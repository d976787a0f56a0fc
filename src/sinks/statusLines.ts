import prettyBytes from 'pretty-bytes';
import { counted } from '../formats/counted.js';
import type { RunRecord } from '../model/archiveState.js';
import type { StatusReport } from '../model/status.js';
import { duration } from './duration.js';

const LABEL_WIDTH = 14;

/** The state of an archive in words for people, line by line: `✓` fine, `✗` failed, `○` neither. */
export function statusLines(report: StatusReport): readonly string[] {
  return [
    `Archive: ${report.archive}`,
    ...held(report),
    ...queued(report),
    ...failed(report),
    '',
    '[Runs]',
    runRecordLine('Last crawl', report.lastCrawl),
    runRecordLine('Last run', report.lastRun),
    '',
    '[Next request]',
    ...report.requests.map((request) => requestLine(request, Date.parse(report.t))),
  ];
}

function held({ holds, sizes }: StatusReport): readonly string[] {
  if (holds === null) return ['  ○ There is no archive here yet; romflow update creates one.'];
  const { games, versions, patches, blobs, attachments } = holds;
  return [
    '',
    '[Contents]',
    row('Games', `${games}, in ${counted(versions, 'version')}`),
    row('Patches', String(patches)),
    row('Blobs', `${blobs}, and ${counted(attachments, 'copy', 'copies')} in the database`),
    ...Object.entries(sizes).map(([name, { files, bytes }]) =>
      row(name === 'databases' ? 'Databases' : `${name}/`, `${counted(files, 'file')}, ${prettyBytes(bytes)}`),
    ),
  ];
}

function queued({ queue, lastRun }: StatusReport): readonly string[] {
  const { pending, downloading, processing, failed: lost, completed, waiting } = queue;
  const inProgress = downloading + processing;
  const left = lastRun?.outcome === 'in_progress' ? '' : ', left by a run that ended early; the next run takes them up';
  return [
    '',
    '[Queue]',
    row(
      'Pending',
      `${pending}${waiting.map(({ priority, games }) => `; ${games} with priority ${priority}`).join('')}`,
    ),
    ...(inProgress > 0 ? [row('In progress', `${inProgress}${left}`)] : []),
    row('Done', String(completed)),
    row('Failed', String(lost)),
  ];
}

function failed({ failures, queue }: StatusReport): readonly string[] {
  if (failures.length === 0) return [];
  return [
    '',
    queue.failed > failures.length ? `[Failures] The latest ${failures.length} of ${queue.failed}` : '[Failures]',
    ...failures.map(
      ({ id, name, tries, final, reason }) =>
        `  ✗ ${id}: ${name}: ${reason} (${final ? 'given up' : `${counted(tries, 'try', 'tries')}, will be retried`})`,
    ),
    ...(failures.some(({ final }) => !final) ? ['  ○ romflow update retries the games that are not given up.'] : []),
    ...(failures.some(({ final }) => final)
      ? ['  ○ romflow update --game-ids=ID retries one game, romflow update --retry-failed all of them.']
      : []),
  ];
}

const OUTCOMES: Readonly<Record<string, string>> = { in_progress: 'in progress', interrupted: 'killed' };

function runRecordLine(label: string, record: RunRecord | null): string {
  if (record === null) return row(label, 'none yet', '○');
  const { outcome, startedAt, endedAt, reason } = record;
  const sign = outcome === 'completed' ? '✓' : outcome === 'failed' ? '✗' : '○';
  const how = OUTCOMES[outcome] ?? outcome;
  const when = endedAt ?? startedAt;
  return row(label, `${how}${when === null ? '' : `, ${atTime(when)}`}${reason === null ? '' : `: ${reason}`}`, sign);
}

const REASONS = {
  gap: 'the pause after the previous request',
  asked: 'the site asked clients to wait',
  held: 'another request is in flight',
} as const;

function requestLine({ host, nextAllowed, reason }: StatusReport['requests'][number], now: number): string {
  if (reason === 'free') return `  ✓ ${host}: now`;
  return `  ○ ${host}: ${atTime(nextAllowed)}, in ${duration(Date.parse(nextAllowed) - now)} (${REASONS[reason]})`;
}

const row = (label: string, text: string, sign = ' '): string => `  ${sign} ${`${label}:`.padEnd(LABEL_WIDTH)}${text}`;

/** To the second, UTC. */
const atTime = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

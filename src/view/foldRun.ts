import type { RunEvent } from '../model/events.js';
import type { RunView } from '../model/runView.js';
import { VIEW_KEEPS } from '../model/runViewLimits.js';
import { foldCatalog } from './foldCatalog.js';
import { foldFiles } from './foldFiles.js';
import { foldGames } from './foldGames.js';
import { foldSystems } from './foldSystems.js';
import { latest } from './latest.js';
import { newRunView } from './newRunView.js';
import { estimated } from './pace.js';

/** A request whose announced wait ended this long ago has been made; clocks and timers are not exact. */
const GRACE_MS = 50;

/**
 * Folds an event into the view of a run. Pure, and the view does not grow with the number of games. The terminal, the view
 * file that a run leaves and the dashboard all show its result.
 *
 * ```
 * events$.pipe(scan(foldRun, newRunView(now)))
 * ```
 *
 * @param view - of the events so far; the first event of a run, `run.started`, begins a new one
 * @param event - the next event
 */
export function foldRun(view: RunView, event: RunEvent): RunView {
  const now = { ...view, at: event.t, waits: view.waits.filter(({ until }) => stillWaits(until, event.t)) };
  return estimated(folded(now, event));
}

const stillWaits = (until: string, t: string): boolean => Date.parse(until) + GRACE_MS > Date.parse(t);

function folded(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run.started':
      return started(event);
    case 'base.read':
      return { ...view, baseRom: event.path };
    case 'run.planned': {
      const { waiting, most, workers, pageGapMs, fileGapMs } = event;
      const total = Math.min(waiting, most ?? Infinity);
      return { ...view, work: { ...view.work, total }, pace: { ...view.pace, workers, pageGapMs, fileGapMs, most } };
    }
    case 'run.ordered':
      return ordered(view, event.order);
    case 'waiting': {
      const { host, until, reason } = event;
      return { ...view, waits: [...view.waits.filter((wait) => wait.host !== host), { host, until, reason }] };
    }
    case 'warning':
      return { ...view, warnings: latest(view.warnings, event.message, VIEW_KEEPS.warnings) };
    case 'crawl.started':
    case 'page':
    case 'crawl.ended':
      return foldCatalog(view, event);
    case 'game.queued':
    case 'game.started':
    case 'game.stage':
    case 'game.bytes':
    case 'game.downloaded':
    case 'game.recorded':
    case 'game.unchanged':
    case 'game.failed':
    case 'game.skipped':
      return foldGames(view, event);
    case 'scrape.started':
    case 'account':
    case 'system.started':
    case 'system.skipped':
    case 'system.ended':
    case 'rom.stage':
    case 'rom.identified':
    case 'rom.done':
    case 'media.stored':
    case 'media.failed':
      return foldSystems(view, event);
    case 'rom.published':
    case 'hack.imported':
    case 'blob.attached':
    case 'file.skipped':
      return foldFiles(view, event);
    case 'summary':
    case 'scrape.summary':
    case 'publish.summary':
    case 'files.summary':
    case 'verify.summary':
      return { ...ended(view), outcome: event.outcome };
    default:
      return view;
  }
}

function started({ t, command, archive, dryRun }: Extract<RunEvent, { type: 'run.started' }>): RunView {
  const view = newRunView(t);
  return { ...view, command, place: archive, dryRun, work: { ...view.work, noun: NOUNS.get(command) ?? 'files' } };
}

const NOUNS: ReadonlyMap<string, RunView['work']['noun']> = new Map([
  ['update', 'games'],
  ['scrape', 'ROMs'],
  ['publish', 'ROMs'],
]);

function ordered(view: RunView, order: Extract<RunEvent, { type: 'run.ordered' }>['order']): RunView {
  switch (order) {
    case 'pause':
      return { ...view, state: 'paused' };
    case 'resume':
      // A pause must not count as slow work.
      return { ...view, state: 'running', pace: { ...view.pace, from: view.at } };
    case 'stop':
      return { ...view, state: 'stopping' };
    case 'skip':
      return view;
  }
}

/** The view of a run that is over. A run ended by an error has no summary to give its outcome, and so counts as failed. */
export function ended(view: RunView): RunView {
  return estimated({ ...view, state: 'ended', outcome: view.outcome ?? 'failed', inProgress: [], waits: [] });
}

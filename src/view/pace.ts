import type { RunView } from '../model/runView.js';

/** Weight of the latest item in the moving average; the first ten all weigh the same. */
const LATEST_WEIGHS = 0.1;

const MINUTE_MS = 60_000;

/** Records that an item that took work has just ended. */
export function paced(view: RunView): RunView {
  const { from, worked, everyMs } = view.pace;
  const tookMs = Math.max(0, Date.parse(view.at) - Date.parse(from ?? view.at));
  const weight = Math.max(LATEST_WEIGHS, 1 / (worked + 1));
  const mean = everyMs === null ? tookMs : everyMs + (tookMs - everyMs) * weight;
  return { ...view, pace: { ...view.pace, worked: worked + 1, everyMs: mean, from: view.at } };
}

/**
 * Estimates how much is left, the rate, the remaining time and what limits the rate.
 *
 * The remaining time is never shorter than the real limits allow: the pauses before the pages of a full crawl, and before the
 * files still to be fetched, assuming the same share of downloads as so far.
 */
export function estimated(view: RunView): RunView {
  const { work, pace } = view;
  const ended = work.done + work.failed + work.skipped;
  const left = work.total === null ? null : Math.max(0, work.total - ended);
  const everyMs = pace.worked === 0 ? null : pace.everyMs;
  return {
    ...view,
    work: {
      ...work,
      left,
      perMinute: everyMs === null || everyMs === 0 ? null : MINUTE_MS / everyMs,
      etaMs: view.state === 'ended' || left === null ? null : etaMs(view, left, ended),
      limit: view.state === 'ended' || left === null || left === 0 ? null : limitOf(view, left),
    },
  };
}

function etaMs({ pace, catalog }: RunView, left: number, ended: number): number | null {
  const { worked, fileGapMs, pageGapMs } = pace;
  const everyMs = worked === 0 ? null : pace.everyMs;
  if (everyMs === null && fileGapMs === null) return null;
  // In a scrape, most ROMs may need no more than a look.
  const share = ended === 0 ? 1 : Math.min(1, worked / ended);
  const each = Math.max((everyMs ?? 0) * share, (fileGapMs ?? 0) * fetchedShare(pace));
  // Where a routine crawl will end is not known in advance.
  const pages = catalog !== null && catalog.outcome === null && catalog.mode === 'full' ? pagesLeft(catalog) : 0;
  return Math.round(left * each + pages * (pageGapMs ?? 0));
}

const pagesLeft = ({ page, lastPage }: NonNullable<RunView['catalog']>): number => Math.max(0, (lastPage ?? 0) - page);

/** The share of the games that took work whose file had to be fetched; 1 before any has ended. */
const fetchedShare = ({ worked, fetched }: RunView['pace']): number =>
  worked === 0 ? 1 : Math.min(1, fetched / worked);

function limitOf({ account, pace, work }: RunView, left: number): RunView['work']['limit'] {
  if (account !== null) {
    const { maxPerDay, requestsToday } = account;
    return maxPerDay !== null && maxPerDay - (requestsToday ?? 0) < left ? 'quota' : 'account';
  }
  const { fileGapMs, everyMs, workers } = pace;
  if (fileGapMs !== null && fileGapMs > 0 && fetchedShare(pace) > 0) {
    // Work that takes much longer than the pause before the next file is not held up by it.
    if (everyMs === null || everyMs < 2 * fileGapMs) return 'gap';
  }
  return workers === null || work.noun === 'ROMs' ? null : 'workers';
}

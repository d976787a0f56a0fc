import { counted } from '../formats/counted.js';
import type { Crawl, CrawlMode, Crawls } from './crawls.js';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface CrawlPlan {
  /** The address of the first page. */
  readonly url: string;
  /** Read every page, whatever was read before. */
  readonly full: boolean;
  /** Read every page if that was last done longer ago than this. */
  readonly fullEveryDays: number;
  /** How long after its start an interrupted crawl may be resumed. */
  readonly resumeWithinMs: number;
}

/** The crawl to read, and the reason for its mode. */
export interface NextCrawl {
  readonly crawl: Crawl;
  readonly why: string;
  readonly resumed: boolean;
}

/**
 * Resumes an interrupted crawl, or begins a new one. A full crawl is due when it is asked for, when there was none of this
 * address, or when the last one is too old; an interrupted routine crawl does not stand in its way.
 */
export function nextCrawl(plan: CrawlPlan, crawls: Crawls, now: () => number): NextCrawl {
  const due = dueMode(plan, crawls, now());
  const interrupted = crawls.resumable(plan.url, plan.resumeWithinMs);
  if (interrupted !== null && (interrupted.mode === 'full' || due.mode === 'routine')) {
    crawls.resume(interrupted);
    return { crawl: interrupted, why: 'the last one was interrupted', resumed: true };
  }
  return { crawl: crawls.begin(plan.url, due.mode), why: due.why, resumed: false };
}

function dueMode(
  { url, full, fullEveryDays }: CrawlPlan,
  crawls: Crawls,
  now: number,
): { readonly mode: CrawlMode; readonly why: string } {
  if (full) return { mode: 'full', why: 'it was requested' };
  const last = crawls.lastFull(url);
  if (last === null) return { mode: 'full', why: 'there was none before' };
  const days = (now - last.beganAt) / DAY_MS;
  const whole = Math.floor(Math.abs(days));
  const long = whole === 0 ? 'less than a day' : counted(whole, 'day');
  // One dated in the future was made with a wrong clock: nobody knows how long ago.
  const why = days <= -1 ? `the last full one is dated ${long} in the future` : `the last full one was ${long} ago`;
  return { mode: Math.abs(days) > fullEveryDays ? 'full' : 'routine', why };
}

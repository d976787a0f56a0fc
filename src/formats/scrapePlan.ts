import type { ScrapeMode, ScrapePlan } from '../model/scrapeMode.js';

/** What is known of a ROM before anything is asked. */
export interface PlanInput {
  /** Null: `new_only`, and media that are not there as well. */
  readonly mode: ScrapeMode | null;
  /** Ask for what is whole as well, and compare its media with the site's. */
  readonly compareMedia: boolean;
  readonly inGamelist: boolean;
  /** Its entry has every field that scraping fills. */
  readonly entryWhole: boolean;
  /** Every wanted kind of medium has its file, or cannot be had. */
  readonly mediaWhole: boolean;
  /** Its content is not what it was scraped with; null when that is not known. */
  readonly hashChanged: boolean | null;
  /** Its entry has been merged from an answer and has all that was in it: there is no more to be had. */
  readonly scrapedBefore: boolean;
  /** The site was asked within the last 7 days and did not know it, or what it took it for was no match. */
  readonly unknown: boolean;
  /** The user's word in the gamelist: leave this entry alone. */
  readonly noMultiScrape: boolean;
  /** The run is an interrupted one that is gone on with, and it has had its turn. */
  readonly doneInThisRun: boolean;
}

export interface PlanDecision {
  readonly plan: ScrapePlan;
  /** A few words for the user. */
  readonly why: string;
}

/** Decides what becomes of a ROM. `docs/scrape.md` has the table. */
export function planFor(input: PlanInput): PlanDecision {
  const { mode } = input;
  if (mode === 'skip') return skip('mode skip asks for nothing');
  if (input.noMultiScrape) return skip('its entry says nomultiscrape');
  if (input.doneInThisRun) return skip('done before the run was interrupted');
  if (mode === 'force') return scrape('mode force');
  if (input.unknown) return skip('unknown to the site when last looked up');
  if (!input.inGamelist) return scrape('not in the gamelist');
  if (mode === 'changed' && input.hashChanged === true) return scrape('the ROM has changed');
  if (!isWhole(input)) return scrape('its entry is incomplete');
  if (input.compareMedia) return { plan: 'compare', why: 'compared with the site' };
  if (mode === null && !input.mediaWhole) return { plan: 'missing media', why: 'media are missing' };
  return skip('already scraped');
}

/** Asked for once, a game that lacks a field on the site is not asked for again, unless the ROM has become another one. */
const isWhole = ({ entryWhole, scrapedBefore, hashChanged }: PlanInput): boolean =>
  entryWhole || (scrapedBefore && hashChanged !== true);

const skip = (why: string): PlanDecision => ({ plan: 'skip', why });
const scrape = (why: string): PlanDecision => ({ plan: 'scrape', why });

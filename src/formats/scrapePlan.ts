import type { ScrapeMode, ScrapePlan } from '../model/scrapeMode.js';

/** What is known about a ROM before the site is asked. */
export interface PlanInput {
  /** Null: as `new_only`, and missing media are fetched too. */
  readonly mode: ScrapeMode | null;
  /** Also ask about what is complete, and compare its media with the site's. */
  readonly compareMedia: boolean;
  readonly inGamelist: boolean;
  /** Its entry has every field that scraping fills. */
  readonly entryWhole: boolean;
  /** Every wanted kind of medium has its file, or cannot be had. */
  readonly mediaWhole: boolean;
  /** Its content has changed since it was scraped; null if unknown. */
  readonly hashChanged: boolean | null;
  /** Its entry has been merged from an answer and has everything that was in it: there is nothing more to get. */
  readonly scrapedBefore: boolean;
  /** The site was asked within the last 7 days and did not know it, or what it offered was not a match. */
  readonly unknown: boolean;
  /** The user has marked the entry in the gamelist to be left alone. */
  readonly noMultiScrape: boolean;
  /** The run resumes an interrupted one that has already dealt with this ROM. */
  readonly doneInThisRun: boolean;
}

export interface PlanDecision {
  readonly plan: ScrapePlan;
  /** A few words for the user. */
  readonly why: string;
}

/** Decides what to do with a ROM. `docs/scrape.md` has the table. */
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

/** A game that lacks a field on the site is not asked for again after the first time, unless the ROM has changed. */
const isWhole = ({ entryWhole, scrapedBefore, hashChanged }: PlanInput): boolean =>
  entryWhole || (scrapedBefore && hashChanged !== true);

const skip = (why: string): PlanDecision => ({ plan: 'skip', why });
const scrape = (why: string): PlanDecision => ({ plan: 'scrape', why });

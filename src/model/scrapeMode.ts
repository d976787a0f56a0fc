/** Which ROMs are looked up. `docs/scrape.md` has the table. */
export const SCRAPE_MODES = ['new_only', 'changed', 'force', 'skip'] as const;

export type ScrapeMode = (typeof SCRAPE_MODES)[number];

/** What to do with a ROM, decided before any request is made. */
export type ScrapePlan =
  /** Leave it alone. */
  | 'skip'
  /** Ask for the game, fetch its media, merge its entry. */
  | 'scrape'
  /** Fetch the missing media; the entry stays. */
  | 'missing media'
  /** Ask for the game, merge its entry, fetch media that differ from the site's. */
  | 'compare';

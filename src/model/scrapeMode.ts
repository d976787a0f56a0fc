/** Which ROMs are asked for. `docs/scrape.md` has the table. */
export const SCRAPE_MODES = ['new_only', 'changed', 'force', 'skip'] as const;

export type ScrapeMode = (typeof SCRAPE_MODES)[number];

/** What becomes of a ROM, decided before anything is asked. */
export type ScrapePlan =
  /** Leave it alone. */
  | 'skip'
  /** Ask for the game, fetch its media, merge its entry. */
  | 'scrape'
  /** Fetch the media that are not there; the entry stays. */
  | 'missing media'
  /** Ask for the game, merge its entry, fetch media that differ from the site's. */
  | 'compare';

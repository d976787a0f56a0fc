import { loadScrapeSettings } from '../config/scrapeSettings.js';
import type { RunCommand } from './context.js';
import { scrapeRun } from './scrapeRun.js';

/** `romflow scrape`: turns folders of ROMs into what ES-DE shows. */
export const runScrape: RunCommand = async (context) => scrapeRun(await loadScrapeSettings(context), context);

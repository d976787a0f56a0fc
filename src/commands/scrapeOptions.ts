import { createHash } from 'node:crypto';
import type { ScrapeSettings } from '../config/scrapeSettings.js';
import type { RomPlanOptions } from '../streams/romPlans.js';
import type { ScrapeOptions } from '../streams/scrapeCourse.js';
import type { ScrapeRunOptions } from '../streams/scrapeDeps.js';

/** As many ROMs are in hand, so that every request that the account allows finds work, and the next ROM is hashed. */
const MOST_IN_HAND = 8;

/** What a run does, out of what is set. */
export interface RunOptions extends ScrapeOptions, Omit<ScrapeRunOptions, 'notBefore'> {
  /** From when on answers count, given when the run began; null: none does. */
  readonly notBefore: (startedAt: number) => number | null;
}

/** @param interactive - somebody sits at a terminal */
export function scrapeOptions(settings: ScrapeSettings, interactive: boolean): RunOptions {
  const { scraping, search, media, runtime, paths } = settings;
  const prefs = {
    preferredRegions: scraping.preferred_regions,
    preferredLanguage: scraping.preferred_language,
    autoSortname: scraping.auto_sortname_enabled,
  };
  const plan: RomPlanOptions = {
    mode: scraping.scrape_mode,
    update: settings.update,
    kinds: scraping.media_types,
    cached: runtime.enable_cache,
    search: search.enable_search_fallback,
    interactive: interactive && search.interactive_search,
    sizeLimit: scraping.crc_size_limit,
  };
  return {
    dryRun: runtime.dry_run,
    concurrency: (settings.threads ?? MOST_IN_HAND) + 1,
    identify: {
      strictness: scraping.name_verification,
      preferredRegions: prefs.preferredRegions,
      search: search.enable_search_fallback
        ? { threshold: search.confidence_threshold, most: search.max_results }
        : null,
    },
    system: {
      plan,
      gamelists: paths.gamelists,
      media: paths.media,
      filterNonDisc1: scraping.filter_non_disc1,
      strategy: scraping.merge_strategy,
      autoFavorite: scraping.auto_favorite_enabled ? scraping.auto_favorite_threshold : null,
      integrityThreshold: scraping.gamelist_integrity_threshold,
      prune: settings.prune,
      yes: settings.yes,
      dryRun: runtime.dry_run,
      software: `romflow ${settings.version}`,
    },
    prefs,
    checks: { mode: media.validation_mode, minPixels: media.image_min_dimension },
    strict: media.validation_mode === 'strict',
    notBefore: (startedAt) => {
      if (!runtime.enable_cache) return null;
      // What is asked for by force is asked anew, once a run; what is compared must not be compared with old words.
      return plan.mode === 'force' || plan.update ? startedAt : 0;
    },
  };
}

/** Of what decides, in any mode, what becomes of the answers: runs of one mode and alike in this go on with each other. */
export function optionsDigest({ identify, prefs, checks, strict, system }: RunOptions): string {
  const { strategy, autoFavorite, filterNonDisc1 } = system;
  const alike = { identify, prefs, checks, strict, strategy, autoFavorite, filterNonDisc1 };
  return createHash('sha256').update(JSON.stringify(alike)).digest('hex');
}

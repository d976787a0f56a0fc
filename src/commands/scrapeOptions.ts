import { createHash } from 'node:crypto';
import type { ScrapeSettings } from '../config/scrapeSettings.js';
import type { RomPlanOptions } from '../streams/romPlans.js';
import type { ScrapeOptions } from '../streams/scrapeCourse.js';
import type { ScrapeRunOptions } from '../streams/scrapeDeps.js';

/** Without `--threads`, enough ROMs in progress to use every request that the account allows; one more is being hashed. */
const MAX_IN_PROGRESS = 8;

/** What a run does, derived from its settings. */
export interface RunOptions extends ScrapeOptions, Omit<ScrapeRunOptions, 'notBefore'> {
  /** The earliest time from which cached answers count, given the start of the run; null: none counts. */
  readonly notBefore: (startedAt: number) => number | null;
}

/** @param interactive - there is a user at the terminal */
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
    concurrency: (settings.threads ?? MAX_IN_PROGRESS) + 1,
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
      // `force` asks for everything again, once per run; `--update` must not compare with outdated answers.
      return plan.mode === 'force' || plan.update ? startedAt : 0;
    },
  };
}

/** Digest of the options that decide, in any mode, what becomes of the answers. A run resumes one of the same mode and digest. */
export function optionsDigest({ identify, prefs, checks, strict, system }: RunOptions): string {
  const { strategy, autoFavorite, filterNonDisc1 } = system;
  const alike = { identify, prefs, checks, strict, strategy, autoFavorite, filterNonDisc1 };
  return createHash('sha256').update(JSON.stringify(alike)).digest('hex');
}

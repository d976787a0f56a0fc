import { describe, expect, it } from 'vitest';
import { optionsDigest, scrapeOptions } from '../../src/commands/scrapeOptions.js';
import { scrapeFolder } from '../config/scrapeFolder.js';

const { load, file, at } = scrapeFolder();

describe('scrapeOptions', () => {
  it('reflect the settings', async () => {
    await file({
      scraping: {
        media_types: ['covers'],
        preferred_regions: ['jp'],
        preferred_language: 'fr',
        name_verification: 'strict',
        merge_strategy: 'refresh_metadata',
        gamelist_integrity_threshold: 0.5,
        crc_size_limit: 7,
        auto_favorite_enabled: true,
        auto_favorite_threshold: 0.8,
        auto_sortname_enabled: true,
        filter_non_disc1: true,
      },
      media: { validation_mode: 'strict', image_min_dimension: 9 },
      search: { enable_search_fallback: true, confidence_threshold: 0.6, max_results: 3 },
    });
    const settings = await load({ prune: true, yes: true, threads: '2', systems: ['nes'] });
    const options = scrapeOptions(settings, false);
    expect(options).toEqual({
      notBefore: options.notBefore,
      dryRun: false,
      concurrency: 3,
      identify: { strictness: 'strict', preferredRegions: ['jp'], search: { threshold: 0.6, most: 3 } },
      system: {
        plan: {
          mode: null,
          update: false,
          kinds: ['covers'],
          cached: true,
          search: true,
          interactive: false,
          sizeLimit: 7,
        },
        gamelists: settings.paths.gamelists,
        media: settings.paths.media,
        filterNonDisc1: true,
        strategy: 'refresh_metadata',
        autoFavorite: 0.8,
        integrityThreshold: 0.5,
        prune: true,
        yes: true,
        dryRun: false,
        software: `romflow ${settings.version}`,
      },
      prefs: { preferredRegions: ['jp'], preferredLanguage: 'fr', autoSortname: true },
      checks: { mode: 'strict', minPixels: 9 },
      strict: true,
    });
  });

  it('default to little when nothing is set', async () => {
    const options = scrapeOptions(await load(), true);
    expect(options).toMatchObject({
      dryRun: false,
      strict: false,
      identify: { search: null },
      system: { autoFavorite: null, prune: false, yes: false, plan: { search: false, interactive: false } },
    });
    expect(options.concurrency).toBeGreaterThan(1);
  });

  it.each([
    [true, true, true],
    [true, false, false],
    [false, true, false],
  ])('are interactive only on a terminal, and only if requested: %s, %s', async (interactive, wanted, expected) => {
    const settings = await load(wanted ? { interactiveSearch: true } : { enableSearch: true });
    expect(scrapeOptions(settings, interactive).system.plan.interactive).toBe(expected);
  });

  it.each([
    [{}, 0],
    [{ skipScraped: true }, 0],
    [{ mode: 'changed' }, 0],
    [{ mode: 'force' }, 7],
    [{ update: true }, 7],
  ])('accept stored answers as the mode says: %j', async (flags, expected) => {
    expect(scrapeOptions(await load(flags), false).notBefore(7)).toBe(expected);
  });

  it.each([{}, { mode: 'force' }])('accept no stored answer with the cache disabled: %j', async (flags) => {
    await file({ runtime: { enable_cache: false } });
    const options = scrapeOptions(await load(flags), false);
    expect(options.notBefore(7)).toBeNull();
    expect(options.system.plan.cached).toBe(false);
  });
});

describe('optionsDigest', () => {
  const digest = async (flags: Record<string, unknown> = {}): Promise<string> =>
    optionsDigest(scrapeOptions(await load(flags), false));

  it('is the same for runs that want the same, however fast and wherever', async () => {
    const first = await digest();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    for (const flags of [
      { threads: '1' },
      { prune: true },
      { yes: true },
      { dryRun: true },
      { systems: ['nes'] },
      { mode: 'force' },
    ]) {
      expect(await digest(flags)).toBe(first);
    }
    await file({ paths: { media: at('elsewhere') }, logging: { level: 'error' } });
    expect(await digest()).toBe(first);
  });

  it.each([
    { scraping: { name_verification: 'lenient' } },
    { scraping: { preferred_language: 'fr' } },
    { scraping: { merge_strategy: 'reset_all' } },
    { scraping: { auto_favorite_enabled: true } },
    { search: { enable_search_fallback: true } },
    { media: { validation_mode: 'strict' } },
    { media: { image_min_dimension: 9 } },
  ])('differs with %j', async (content) => {
    const first = await digest();
    await file(content);
    expect(await digest()).not.toBe(first);
  });
});

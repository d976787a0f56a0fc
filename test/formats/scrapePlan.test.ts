import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type PlanInput, planFor } from '../../src/formats/scrapePlan.js';
import { SCRAPE_MODES, type ScrapePlan } from '../../src/model/scrapeMode.js';

/** What a run was told to do, by the words on its command line. */
const WORDS = {
  default: { mode: null, compareMedia: false },
  '--skip-scraped': { mode: null, compareMedia: false },
  '--mode new_only': { mode: 'new_only', compareMedia: false },
  '--mode changed': { mode: 'changed', compareMedia: false },
  '--update': { mode: 'changed', compareMedia: true },
  '--mode force': { mode: 'force', compareMedia: false },
  '--mode skip': { mode: 'skip', compareMedia: false },
} as const;
const RUNS = [
  'default',
  '--skip-scraped',
  '--mode new_only',
  '--mode changed',
  '--update',
  '--mode force',
  '--mode skip',
] as const;

/** A complete entry, scraped by this program. */
const WHOLE = {
  inGamelist: true,
  entryWhole: true,
  mediaWhole: true,
  hashChanged: false,
  scrapedBefore: true,
  unknown: false,
  noMultiScrape: false,
  doneInThisRun: false,
} as const;

const S = 'skip';
const A = 'scrape';
const M = 'missing media';
const C = 'compare';

describe('planFor', () => {
  describe.each<[string, Partial<PlanInput>, readonly ScrapePlan[]]>([
    // the columns are RUNS
    ['not in the gamelist', { inGamelist: false, entryWhole: false, scrapedBefore: false }, [A, A, A, A, A, A, S]],
    ['removed from the gamelist', { inGamelist: false, entryWhole: false }, [A, A, A, A, A, A, S]],
    ['without whole metadata', { entryWhole: false, scrapedBefore: false }, [A, A, A, A, A, A, S]],
    ['whole', {}, [S, S, S, S, C, A, S]],
    ['whole, by another program', { scrapedBefore: false, hashChanged: null }, [S, S, S, S, C, A, S]],
    ['without whole media', { mediaWhole: false }, [M, M, S, S, C, A, S]],
    ['merged, though the site lacks a field', { entryWhole: false }, [S, S, S, S, C, A, S]],
    ['merged, content not known', { entryWhole: false, hashChanged: null }, [S, S, S, S, C, A, S]],
    ['merged, media missing', { entryWhole: false, mediaWhole: false }, [M, M, S, S, C, A, S]],
    ['of another content', { hashChanged: true }, [S, S, S, A, A, A, S]],
    ['of another content, media missing', { hashChanged: true, mediaWhole: false }, [M, M, S, A, A, A, S]],
    ['of another content, a field missing', { hashChanged: true, entryWhole: false }, [A, A, A, A, A, A, S]],
    ['unknown and not in the gamelist', { unknown: true, inGamelist: false }, [S, S, S, S, S, A, S]],
    ['unknown and whole', { unknown: true, mediaWhole: false }, [S, S, S, S, S, A, S]],
    ['the user’s own', { noMultiScrape: true, mediaWhole: false, entryWhole: false }, [S, S, S, S, S, S, S]],
    ['done in this run', { doneInThisRun: true, mediaWhole: false, entryWhole: false }, [S, S, S, S, S, S, S]],
  ])('a ROM that is %s', (_, known, expected) => {
    it.each(RUNS.map((run, index) => [run, expected[index]] as const))('with %s: %s', (run, plan) => {
      expect(planFor({ ...WHOLE, ...WORDS[run], ...known }).plan).toBe(plan);
    });
  });

  it.each([
    [{ mode: 'skip' }, 'mode skip'],
    [{ noMultiScrape: true }, 'nomultiscrape'],
    [{ doneInThisRun: true }, 'interrupted'],
    [{ unknown: true }, 'unknown'],
    [{ inGamelist: false }, 'not in the gamelist'],
    [{ mode: 'changed', hashChanged: true }, 'changed'],
    [{ mediaWhole: false }, 'media are missing'],
    [{}, 'already scraped'],
  ] as const)('of %j says why: %s', (known, why) => {
    expect(planFor({ ...WHOLE, ...WORDS.default, ...known }).why).toContain(why);
  });

  test('requests nothing twice, and never against the user’s wishes', () => {
    const flag = fc.boolean();
    const inputs = fc.record({
      mode: fc.constantFrom(null, ...SCRAPE_MODES),
      compareMedia: flag,
      inGamelist: flag,
      entryWhole: flag,
      mediaWhole: flag,
      hashChanged: fc.constantFrom(true, false, null),
      scrapedBefore: flag,
      unknown: flag,
      noMultiScrape: flag,
      doneInThisRun: flag,
    });
    fc.assert(
      fc.property(inputs, (input) => {
        const { plan } = planFor(input);
        if (input.noMultiScrape || input.doneInThisRun || input.mode === 'skip') expect(plan).toBe('skip');
        // The same run again leaves alone what a scrape leaves behind, unless it is told to request everything.
        const after = {
          ...input,
          inGamelist: true,
          scrapedBefore: true,
          hashChanged: false,
          mediaWhole: true,
        } as const;
        if (input.mode !== 'force' && !input.compareMedia) expect(planFor(after).plan).toBe('skip');
      }),
      { numRuns: 2000 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { answerKey, contentKey, pickKey, searchKey } from '../../src/archive/answerKeys.js';
import { type Gamelist, parseGamelist } from '../../src/formats/gamelist/parseGamelist.js';
import { RomError } from '../../src/model/errors.js';
import { MANAGED_FIELDS } from '../../src/model/gamelist.js';
import type { RomHashes } from '../../src/model/romFile.js';
import type { ScrapedGame } from '../../src/model/scrapedGame.js';
import { type RomPlanDeps, type RomPlanOptions, romPlans } from '../../src/streams/romPlans.js';
import { DAY_MS, scrapeMemory } from '../archive/scrapeMemory.js';
import { HASHES, NES, foundRom, scrapedGame } from '../scrapeSamples.js';

const OPTIONS: RomPlanOptions = {
  mode: null,
  update: false,
  kinds: ['covers'],
  cached: true,
  search: false,
  interactive: false,
  sizeLimit: 0,
};
const SEARCHING: RomPlanOptions = { ...OPTIONS, search: true };
const found = foundRom('Alpha Quest (USA).nes');
const { rom } = found;
const OTHER: RomHashes = { ...HASHES, sha1: 'other' };
const DEMAND = new RomError('It must not be hashed.');

const memory = scrapeMemory();

const gamelistOf = (...entries: readonly string[]): Gamelist =>
  parseGamelist(Buffer.from(`<gameList>${entries.join('')}</gameList>`));
const field = (name: string): string => `<${name}>x</${name}>`;
const entry = (path = rom.path, fields: readonly string[] = MANAGED_FIELDS, more = ''): string =>
  `<game><path>${path}</path>${fields.map(field).join('')}${more}</game>`;
const whole = gamelistOf(entry());
const withoutDesc = gamelistOf(
  entry(
    rom.path,
    MANAGED_FIELDS.filter((name) => name !== 'desc'),
  ),
);

/** What is planned for the ROM; its cover exists. */
async function planned(
  options: Partial<RomPlanOptions> = {},
  deps: Partial<RomPlanDeps> = {},
  of = found,
): Promise<string> {
  const plan = romPlans(
    NES,
    { ...OPTIONS, ...options },
    {
      state: memory.state,
      run: 'this run',
      gamelist: whole,
      pending: new Set(),
      media: { has: () => true },
      hash: () => Promise.reject(DEMAND),
      now: () => memory.now,
      ...deps,
    },
  );
  return (await plan(of)).plan;
}

const hashed = (hashes = HASHES): void => {
  memory.state.hashes.put(rom.file, rom.fileSize, rom.mtimeMs, hashes);
};
const scrapedAs = (hashes: RomHashes | null, fields: readonly string[] = [], run = 'an earlier run'): void => {
  const as = { game: '7', content: contentKey(rom, hashes), fields };
  memory.state.roms.put('nes', rom.path, run, { outcome: 'scraped', ...as, detail: null });
};
const unmatchedIn = (run: string): void => {
  memory.state.roms.put('nes', rom.path, run, { outcome: 'unmatched', detail: 'unknown' });
};
const unknownTo = (key: string): void => {
  memory.state.answers.put('3', key, []);
};
const knownAt = (key: string): void => {
  memory.state.answers.put('3', key, [scrapedGame('Tetris')]);
};

describe('a ROM', () => {
  it.each<[string, Gamelist | null, string]>([
    ['of a system without a gamelist', null, 'scrape'],
    ['without an entry', gamelistOf(entry('./Other.nes')), 'scrape'],
    ['whose entry lacks a field', withoutDesc, 'scrape'],
    ['whose entry is whole', whole, 'skip'],
    ['whose entry is written without ./', gamelistOf(entry('Alpha Quest (USA).nes')), 'skip'],
    ['whose entry has its whole path', gamelistOf(entry(rom.file)), 'scrape'],
    ['of whose two entries the first is whole', gamelistOf(entry(), entry(rom.path, [])), 'scrape'],
    ['of whose two entries the second is whole, which ES-DE shows', gamelistOf(entry(rom.path, []), entry()), 'skip'],
    [
      'that its user wants to be left alone',
      gamelistOf(entry(rom.path, [], '<nomultiscrape> True </nomultiscrape>')),
      'skip',
    ],
    ['that its user does not', gamelistOf(entry(rom.path, [], '<nomultiscrape>false</nomultiscrape>')), 'scrape'],
  ])('%s', async (_, gamelist, expected) => {
    expect(await planned({}, { gamelist })).toBe(expected);
  });

  it('is found by its whole path when the gamelist was read with the folder of the system', async () => {
    const gamelist = parseGamelist(Buffer.from(`<gameList>${entry(rom.file)}</gameList>`), { systemPath: NES.path });
    expect(await planned({}, { gamelist })).toBe('skip');
  });

  it('whose entry is pending is not asked about again', async () => {
    scrapedAs(HASHES);
    hashed();
    expect(await planned({}, { gamelist: null, pending: new Set([rom.path]) })).toBe('skip');
    expect(await planned({}, { gamelist: null, pending: new Set(['./Other.nes']) })).toBe('scrape');
  });

  it.each<[string, RomHashes | null]>([
    ['is another one', OTHER],
    ['may be another one', null],
  ])('whose entry is pending is asked about again when its file %s by now', async (_, hashes) => {
    scrapedAs(HASHES, ['name', 'desc']);
    if (hashes !== null) hashed(hashes);
    const pending = new Set([rom.path]);
    expect(await planned({}, { gamelist: null, pending })).toBe('scrape');
    expect(await planned({}, { gamelist: withoutDesc, pending })).toBe('scrape');
    expect(await planned({}, { pending })).toBe('skip');
  });

  it('that was processed before the run was interrupted is processed again if its entry has disappeared', async () => {
    scrapedAs(HASHES, [], 'this run');
    hashed();
    for (const options of [{}, { mode: 'force' }, { update: true }] as const) {
      expect(await planned(options)).toBe('skip');
      expect(await planned(options, { gamelist: null })).toBe('scrape');
      expect(await planned(options, { gamelist: null, pending: new Set([rom.path]) })).toBe('skip');
    }
    unmatchedIn('this run');
    expect(await planned({ mode: 'force', cached: false }, { gamelist: null })).toBe('skip');
  });

  it('that was processed before the run was interrupted is processed again if a medium or its content has changed', async () => {
    scrapedAs(HASHES, [], 'this run');
    hashed();
    const media = { has: () => false };
    expect(await planned({}, { media, hash: () => Promise.resolve(HASHES) })).toBe('missing media');
    expect(await planned({ mode: 'new_only' }, { media })).toBe('skip');
    expect(await planned({ mode: 'force' }, { media })).toBe('scrape');
    memory.state.roms.putMedium('nes', rom.path, 'covers', { status: 'none' });
    expect(await planned({ mode: 'force' }, { media })).toBe('skip');
    const hash = () => Promise.resolve(OTHER);
    expect(await planned({ mode: 'changed' }, { hash })).toBe('scrape');
    const touched = { ...found, rom: { ...rom, mtimeMs: rom.mtimeMs + 1 } };
    expect(await planned({ mode: 'force' }, {}, touched)).toBe('scrape');
  });

  it('whose media exist is hashed for its plan only by a run that looks for changes, and only if it was scraped', async () => {
    expect(await planned()).toBe('skip');
    expect(await planned({ mode: 'changed' })).toBe('skip');
    scrapedAs(HASHES);
    expect(await planned()).toBe('skip');
    await expect(planned({ mode: 'changed' })).rejects.toBe(DEMAND);
  });

  it.each<[string, RomHashes | null, RomHashes | null, string]>([
    ['is the same', HASHES, HASHES, 'skip'],
    ['is another', HASHES, OTHER, 'scrape'],
    ['is too large now', HASHES, null, 'scrape'],
    ['was and is too large, and untouched', null, null, 'skip'],
  ])('whose content %s', async (_, then, now, expected) => {
    scrapedAs(then);
    expect(await planned({ mode: 'changed' }, { hash: () => Promise.resolve(now) })).toBe(expected);
  });

  it('that was too large and has been touched since is scraped', async () => {
    scrapedAs(null);
    const touched = { ...found, rom: { ...rom, mtimeMs: 2 } };
    expect(await planned({ mode: 'changed' }, { hash: () => Promise.resolve(null) }, touched)).toBe('scrape');
  });

  it('is compared with the site by an update', async () => {
    scrapedAs(HASHES);
    const hash = () => Promise.resolve(HASHES);
    expect(await planned({ mode: 'changed', update: true }, { hash })).toBe('compare');
  });

  it('that was processed in this run is left alone, unless it failed', async () => {
    const run = 'this run';
    memory.state.roms.put('nes', rom.path, run, { outcome: 'failed', detail: 'no connection' });
    expect(await planned({ mode: 'force' }, { run })).toBe('scrape');
    scrapedAs(HASHES, [], run);
    hashed();
    expect(await planned({ mode: 'force' }, { run })).toBe('skip');
    expect(await planned({ mode: 'force' }, { run: 'the next run' })).toBe('scrape');
  });
});

describe('an entry that lacks a field', () => {
  it.each<[string, readonly string[], string]>([
    ['that the site did not know either', ['name', 'sortname'], 'skip'],
    ['that the site knew', ['name', 'desc'], 'scrape'],
  ])('%s', async (_, fields, expected) => {
    scrapedAs(HASHES, fields);
    expect(await planned({}, { gamelist: withoutDesc })).toBe(expected);
  });

  it('is filled in when the ROM is known to be another one now', async () => {
    scrapedAs(HASHES, ['name']);
    hashed(OTHER);
    expect(await planned({}, { gamelist: withoutDesc })).toBe('scrape');
  });

  it('is not filled in when the ROM was hashed once, and is over the limit now', async () => {
    scrapedAs(HASHES, ['name']);
    hashed();
    expect(await planned({ sizeLimit: 1 }, { gamelist: withoutDesc })).toBe('skip');
  });
});

describe('media', () => {
  const missing = { media: { has: () => false } };
  const failure = { status: 'failed', reason: 'too small' } as const;

  it('are fetched when missing', async () => {
    expect(await planned({}, missing)).toBe('missing media');
    expect(await planned({ kinds: [] }, missing)).toBe('skip');
    expect(await planned({ mode: 'new_only' }, missing)).toBe('skip');
    expect(await planned({ kinds: ['covers', 'videos'] }, { media: { has: (kind) => kind === 'covers' } })).toBe(
      'missing media',
    );
  });

  it('are fetched when missing after a check whether the ROM has changed; if it has, an entry that lacks a field is scraped again', async () => {
    scrapedAs(HASHES);
    const looked = (hashes: RomHashes): Partial<RomPlanDeps> => ({ ...missing, hash: () => Promise.resolve(hashes) });
    expect(await planned({}, { ...looked(HASHES), gamelist: withoutDesc })).toBe('missing media');
    expect(await planned({}, { ...looked(OTHER), gamelist: withoutDesc })).toBe('scrape');
    expect(await planned({}, looked(OTHER))).toBe('missing media');
  });

  it('are looked for under the name of the ROM', async () => {
    const has = (_: string, stem: string): boolean => stem === rom.mediaStem;
    expect(await planned({}, { media: { has } })).toBe('skip');
  });

  it('that are unavailable are not requested', async () => {
    const state = (medium: Parameters<typeof memory.state.roms.putMedium>[3]): void => {
      memory.state.roms.putMedium('nes', rom.path, 'covers', medium);
    };
    state({ status: 'none' });
    expect(await planned({}, missing)).toBe('skip');
    state({ ...failure, lasting: true, at: memory.now });
    expect(await planned({}, missing)).toBe('skip');
    state({ ...failure, lasting: true, at: memory.now - 8 * DAY_MS });
    expect(await planned({}, missing)).toBe('missing media');
    state({ ...failure, lasting: false, at: memory.now });
    expect(await planned({}, missing)).toBe('missing media');
  });
});

describe('a ROM that the site did not know', () => {
  const noEntry = { gamelist: null };

  it('is left alone until the answer expires or the ROM changes', async () => {
    hashed();
    unknownTo(answerKey(rom, HASHES));
    unmatchedIn('an earlier run');
    expect(await planned({}, noEntry)).toBe('skip');
    expect(await planned({ mode: 'force' }, noEntry)).toBe('scrape');
    hashed(OTHER);
    expect(await planned({}, noEntry)).toBe('scrape');
    hashed();
    memory.now += 8 * DAY_MS;
    expect(await planned({}, noEntry)).toBe('scrape');
  });

  it('is processed again if the run was interrupted before it was even looked up', async () => {
    hashed();
    unmatchedIn('this run');
    for (const mode of [null, 'force'] as const) expect(await planned({ mode }, noEntry)).toBe('scrape');
    unknownTo(answerKey(rom, HASHES));
    for (const mode of [null, 'force'] as const) expect(await planned({ mode }, noEntry)).toBe('skip');
  });

  it('is looked up again with the cache disabled', async () => {
    hashed();
    unknownTo(answerKey(rom, HASHES));
    unmatchedIn('an earlier run');
    expect(await planned({ cached: false }, noEntry)).toBe('scrape');
  });

  it('is processed when that has not been reported yet', async () => {
    hashed();
    unknownTo(answerKey(rom, HASHES));
    expect(await planned({}, noEntry)).toBe('scrape');
  });

  it('is processed when it has not been hashed as it is now', async () => {
    unknownTo(answerKey(rom, HASHES));
    unmatchedIn('an earlier run');
    expect(await planned({}, noEntry)).toBe('scrape');
  });

  it('by name and size, because it is too large to be hashed, is left alone as well', async () => {
    unknownTo(answerKey(rom, null));
    unmatchedIn('an earlier run');
    expect(await planned({ sizeLimit: rom.fileSize - 1 }, noEntry)).toBe('skip');
    expect(await planned({ sizeLimit: rom.fileSize }, noEntry)).toBe('scrape');
  });

  it('is processed when the site’s answer has its hash by now: a run ended before the ROM was scraped as that', async () => {
    const run = (): string => {
      const { id } = memory.state.runs.begin({ mode: 'null', options: 'these' });
      memory.state.runs.finish(id, 'complete');
      return id;
    };
    const answered = (game: Partial<ScrapedGame>): void => {
      memory.state.answers.put('3', answerKey(rom, HASHES), [scrapedGame('Tetris', game)]);
    };
    const theirs = { ...HASHES, fileName: null, regions: [] };
    hashed();
    unmatchedIn(run());
    answered({ rom: { ...theirs, crc32: null, md5: null, sha1: null } });
    expect(await planned({}, { ...noEntry, run: run() })).toBe('skip');
    answered({ rom: theirs });
    expect(await planned({}, { ...noEntry, run: run() })).toBe('scrape');
    answered({ rom: theirs, notGame: true });
    expect(await planned({}, { ...noEntry, run: run() })).toBe('skip');
  });

  it('is searched for by the first run that searches', async () => {
    hashed();
    unknownTo(answerKey(rom, HASHES));
    unmatchedIn('an earlier run');
    expect(await planned(SEARCHING, noEntry)).toBe('scrape');
  });

  describe('that has been searched for', () => {
    const key = searchKey('Alpha Quest');
    const run = (options = 'these'): string => {
      const { id } = memory.state.runs.begin({ mode: 'null', options });
      memory.state.runs.finish(id, 'complete');
      return id;
    };

    it.each([
      ['nothing was found', unknownTo],
      ['no hit was good enough', knownAt],
    ])('is left alone when %s, but not by a run with other settings, nor by one that can ask', async (_, answered) => {
      hashed();
      unknownTo(answerKey(rom, HASHES));
      answered(key);
      unmatchedIn(run());
      expect(await planned(SEARCHING, { ...noEntry, run: run() })).toBe('skip');
      expect(await planned(SEARCHING, { ...noEntry, run: run('others') })).toBe('scrape');
      expect(await planned({ ...SEARCHING, interactive: true }, { ...noEntry, run: run() })).toBe('scrape');
      memory.now += 1;
      answered(key);
      expect(await planned(SEARCHING, { ...noEntry, run: run() })).toBe('scrape');
      expect(await planned({ ...SEARCHING, cached: false }, { ...noEntry, run: run() })).toBe('scrape');
    });

    it.each([true, false])('is left alone when the user said that it is none of them (cache: %s)', async (cached) => {
      hashed();
      unknownTo(pickKey(rom, HASHES));
      unmatchedIn(run('others'));
      expect(await planned({ ...SEARCHING, cached, interactive: true }, { ...noEntry, run: run() })).toBe('skip');
      // Without a search there is nothing to pick from: what counts is what the site says.
      expect(await planned({ cached }, { ...noEntry, run: run() })).toBe('scrape');
    });
  });

  it('under a name that is too different is left alone by runs with the same settings', async () => {
    hashed();
    knownAt(answerKey(rom, HASHES));
    const begin = (options: string): string => {
      const { id } = memory.state.runs.begin({ mode: 'null', options });
      memory.state.runs.finish(id, 'complete');
      return id;
    };
    unmatchedIn(begin('strict'));
    expect(await planned({}, { ...noEntry, run: begin('strict') })).toBe('skip');
    expect(await planned({}, { ...noEntry, run: begin('lenient') })).toBe('scrape');
  });
});

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { from, lastValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TEMPORARY_SUFFIX } from '../../src/files/atomicFile.js';
import { GamelistError } from '../../src/model/errors.js';
import type { EventBody } from '../../src/model/events.js';
import type { ScrapedEntry } from '../../src/model/gamelist.js';
import type { KnownSystem } from '../../src/model/system.js';
import { type OpenSystemDeps, type OpenSystemOptions, openSystem } from '../../src/streams/openSystem.js';
import type { OpenedSystem } from '../../src/streams/scrapeCourse.js';
import { NOTHING_SCRAPED, countScrape } from '../../src/streams/scrapeTotals.js';
import { rememberScraped, scrapeMemory } from '../archive/scrapeMemory.js';
import { filesBelow } from '../endToEnd/treeState.js';
import { writeTree } from '../files/fileTree.js';
import { HASHES, NES } from '../scrapeSamples.js';

const memory = scrapeMemory();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-system-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const LIST = 'gamelists/nes/gamelist.xml';
const listOf = (...paths: readonly string[]): string =>
  `<gameList>\n${paths.map((path) => `\t<game>\n\t\t<path>${path}</path>\n\t</game>\n`).join('')}</gameList>\n`;
const scraped = (path: string): ScrapedEntry => ({ path, id: '7', source: 'ScreenScraper.fr', name: 'Alpha' });

/** Every file, by its path below the folder. */
const tree = (): readonly string[] => filesBelow(folder);
const list = (): string => readFileSync(join(folder, LIST), 'utf8');

/** Opens the system over the files in the folder; makes no requests. */
async function open(options: Partial<OpenSystemOptions> = {}, deps: Partial<OpenSystemDeps> = {}) {
  const system: KnownSystem = { ...NES, extensions: ['.nes'], path: join(folder, 'roms') };
  const events: EventBody[] = [];
  let totals = NOTHING_SCRAPED;
  const report = (event: EventBody): void => {
    events.push(event);
    totals = countScrape(totals, event);
  };
  const unused = (): never => {
    throw new Error('It is asked for nothing.');
  };
  const media = { kinds: [], choose: unused, states: unused, remember: unused, report };
  const operators = (): Pick<OpenedSystem, 'fetchMedia' | 'retireMedia' | 'entrySink'> => ({
    fetchMedia: {
      ...media,
      fetch: unused,
      check: unused,
      strict: false,
      force: false,
      isSecond: () => false,
      now: () => 0,
      files: { find: unused, digest: unused, prepare: unused, setAside: unused, store: unused },
    },
    retireMedia: { ...media, files: { digest: unused, retire: unused }, mayBeStale: () => false },
    entrySink: { entryOf: unused, keep: unused },
  });
  const opened = await openSystem(
    system,
    {
      plan: {
        mode: null,
        update: false,
        kinds: ['covers'],
        cached: true,
        search: false,
        interactive: false,
        sizeLimit: 0,
      },
      gamelists: join(folder, 'gamelists'),
      media: join(folder, 'media'),
      filterNonDisc1: false,
      strategy: 'preserve_user_edits',
      autoFavorite: null,
      integrityThreshold: 0.95,
      prune: false,
      yes: false,
      dryRun: false,
      software: 'romflow 1.2.3',
      ...options,
    },
    {
      state: memory.state,
      run: 'this run',
      hash: () => Promise.resolve(HASHES),
      confirm: null,
      operators,
      totals: () => totals,
      report,
      now: () => memory.now,
      ...deps,
    },
  );
  const close = async (): Promise<void> => {
    if (opened === null) throw new Error('It was not opened.');
    await lastValueFrom(from(opened.close()), { defaultValue: null });
  };
  return { opened, close, events, report };
}

const ofType = <T extends EventBody['type']>(events: readonly EventBody[], type: T) =>
  events.filter((event): event is Extract<EventBody, { type: T }> => event.type === type);

describe('opening a system', () => {
  it('finds its ROMs, reports how many there are, and warns with its name', async () => {
    writeTree(folder, { 'roms/b.nes': 'b', 'roms/sub/a.nes': 'a', 'roms/readme.txt': 'x', 'roms/bad.nes/other': 'x' });
    const { opened, events } = await open();
    expect(opened?.roms.map(({ path }) => path)).toEqual(['./b.nes', './sub/a.nes']);
    const [warning, ...others] = events;
    expect(warning?.type === 'warning' && warning.message).toMatch(/^nes: \.\/bad\.nes is skipped: /);
    expect(others).toEqual([
      { type: 'system.started', system: 'nes', fullname: 'Nintendo Entertainment System', roms: 2 },
    ]);
  });

  it('leaves out further discs if configured to', async () => {
    writeTree(folder, { 'roms/Saga (Disc 1).nes': '1', 'roms/Saga (Disc 2).nes': '2' });
    expect((await open()).opened?.roms).toHaveLength(2);
    expect((await open({ filterNonDisc1: true })).opened?.roms.map(({ path }) => path)).toEqual([
      './Saga (Disc 1).nes',
    ]);
  });

  it('has nothing to do when there is neither a ROM nor a gamelist', async () => {
    writeTree(folder, { 'roms/': '' });
    const { opened, events } = await open();
    expect(opened).toBeNull();
    expect(events).toEqual([]);
    expect(tree()).toEqual([]);
  });

  it('refuses a gamelist that it cannot read before anything is reported or touched', async () => {
    writeTree(folder, { 'roms/a.nes': 'a', [LIST]: '<gameList><game></gameList>' });
    await expect(open()).rejects.toThrow(GamelistError);
    await expect(open()).rejects.toThrow(/gamelist\.xml is not well-formed XML \(1:/);
    expect(tree()).toEqual([LIST, 'roms/a.nes']);
  });

  it('says in one sentence that there is a folder in place of the gamelist', async () => {
    writeTree(folder, { 'roms/a.nes': 'a', [`${LIST}/`]: '' });
    await expect(open()).rejects.toThrow(GamelistError);
  });

  it('decides by the gamelist, the media on the disk and the pending entries', async () => {
    writeTree(folder, { 'roms/a.nes': 'a', 'roms/b.nes': 'b', 'roms/c.nes': 'c', 'media/nes/covers/b.png': 'x' });
    memory.state.entries.put('nes', scraped('./b.nes'));
    memory.state.entries.put('nes', scraped('./c.nes'));
    memory.state.entries.put('snes', scraped('./a.nes'));
    const { opened } = await open();
    for (const rom of opened?.roms.slice(1) ?? []) rememberScraped(memory.state, rom, HASHES);
    const plans = (opened?.roms ?? []).map(async (rom) => {
      const found = { system: NES, rom, index: 1, total: 3 };
      return [rom.path, (await lastValueFrom(from(opened?.planRom.plan(found) ?? []))).plan];
    });
    expect(await Promise.all(plans)).toEqual([
      ['./a.nes', 'scrape'],
      ['./b.nes', 'skip'],
      ['./c.nes', 'missing media'],
    ]);
  });

  it('removes half-written files of a killed run, but only those of this system', async () => {
    const half = `x${TEMPORARY_SUFFIX}`;
    const leftOver = [`gamelists/nes/${half}`, `media/nes/covers/${half}`, `media/snes/covers/${half}`];
    writeTree(folder, { 'roms/a.nes': 'a', ...Object.fromEntries(leftOver.map((path) => [path, 'half'])) });
    await open({ dryRun: true });
    expect(tree()).toEqual([...leftOver, 'roms/a.nes']);
    await open();
    expect(tree()).toEqual([`media/snes/covers/${half}`, 'roms/a.nes']);
  });
});

describe('entries whose file is gone', () => {
  /** Five entries with a file, among them a folder and a file that is no ROM, and as many without one as a test says. */
  const withGone = (gone: number): readonly string[] => {
    writeTree(folder, { 'roms/a.nes': 'a', 'roms/sub/b.nes': 'b', 'roms/notes.txt': 'x', 'out.nes': 'x' });
    const paths = Array.from({ length: gone }, (_, at) => `./gone ${at}.nes`);
    const there = ['a.nes', join(folder, 'roms', 'sub', 'b.nes'), './sub', './notes.txt', '../out.nes'];
    writeTree(folder, { [LIST]: listOf(...there, ...paths) });
    return paths;
  };
  const counts = (gone: number) => ({ type: 'gamelist.missing', system: 'nes', entries: 5 + gone, present: 5 });

  it('are not reported when there are none', async () => {
    withGone(0);
    const { close, events } = await open({ prune: true });
    expect(ofType(events, 'gamelist.missing')).toEqual([]);
    const before = list();
    await close();
    expect(list()).toBe(before);
  });

  it('are reported, and stay', async () => {
    const paths = withGone(1);
    const { close, events } = await open({ integrityThreshold: 0.8 });
    expect(ofType(events, 'gamelist.missing')).toEqual([{ ...counts(1), paths, pruned: false }]);
    expect(ofType(events, 'warning')).toEqual([]);
    const before = list();
    await close();
    expect(list()).toBe(before);
  });

  it('are removed on request, and nothing else is', async () => {
    const paths = withGone(1);
    const { close, events } = await open({ integrityThreshold: 0.8, prune: true });
    expect(ofType(events, 'gamelist.missing')).toEqual([{ ...counts(1), paths, pruned: true }]);
    await close();
    expect(list()).not.toContain('gone');
    expect(list().match(/<game>/g)).toHaveLength(5);
    expect(ofType(events, 'gamelist.written')).toMatchObject([{ entries: 5, removed: 1, unchanged: false }]);
  });

  it('are not removed if their file has come back in the meantime', async () => {
    withGone(2);
    const { close, events } = await open({ integrityThreshold: 0.5, prune: true });
    writeTree(folder, { 'roms/gone 0.nes': 'back' });
    await close();
    expect(list()).toContain('./gone 0.nes');
    expect(list()).not.toContain('./gone 1.nes');
    expect(ofType(events, 'gamelist.written')).toMatchObject([{ removed: 1 }]);
  });

  it('are neither removed nor reported by --prune when they say nomultiscrape', async () => {
    const paths = withGone(2);
    const before = list().replace('./gone 0.nes</path>', '$&<nomultiscrape>true</nomultiscrape>');
    writeTree(folder, { [LIST]: before });
    const first = await open({ integrityThreshold: 0.5, prune: true });
    expect(ofType(first.events, 'gamelist.missing')).toEqual([{ ...counts(2), paths: paths.slice(1), pruned: true }]);
    await first.close();
    expect(list()).toContain('./gone 0.nes');
    const second = await open({ integrityThreshold: 0.5, prune: true });
    expect(ofType(second.events, 'gamelist.missing')).toEqual([]);
  });

  // A superuser may read every folder, and Windows has no such permissions.
  const looks = process.platform === 'win32' || process.getuid?.() === 0;
  it.skipIf(looks)('do not include those in a folder that may not be read', async () => {
    writeTree(folder, { 'roms/a.nes': 'a', 'roms/sub/b.nes': 'b', [LIST]: listOf('./a.nes', './sub/b.nes') });
    const before = list();
    chmodSync(join(folder, 'roms', 'sub'), 0);
    const { close, events } = await open({ prune: true, yes: true });
    await close();
    chmodSync(join(folder, 'roms', 'sub'), 0o700);
    expect(ofType(events, 'gamelist.missing')).toEqual([]);
    expect(list()).toBe(before);
  });

  describe('when there are more than the threshold allows', () => {
    const share = 'nes: only 50 % of the gamelist’s entries have a file';

    it.each<[string, Partial<OpenSystemOptions>, boolean, string]>([
      ['are a warning', {}, false, `${share}.`],
      [
        'are not removed by --prune alone: the disk may not be there',
        { prune: true },
        false,
        `${share}; nothing is removed: check that the disk is mounted, or add --yes.`,
      ],
      ['are removed with --yes', { prune: true, yes: true }, true, `${share}.`],
      ['stay with --yes alone', { yes: true }, false, `${share}.`],
    ])('%s', async (_, options, pruned, message) => {
      withGone(5);
      const { close, events } = await open(options);
      expect(ofType(events, 'gamelist.missing')).toMatchObject([{ ...counts(5), pruned }]);
      expect(ofType(events, 'warning')).toEqual([{ type: 'warning', message }]);
      const before = list();
      await close();
      expect(list() === before).toBe(!pruned);
    });

    it.each([
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ])('are asked about on a terminal (answer %s, --prune %s)', async (answer, prune) => {
      withGone(5);
      const questions: string[] = [];
      const confirm = (question: string): Promise<boolean> => {
        questions.push(question);
        return Promise.resolve(answer);
      };
      const { opened, events } = await open({ prune }, { confirm });
      expect(questions).toEqual(['nes: only 5 of 10 entries of the gamelist have a file. Continue with this system?']);
      expect(ofType(events, 'gamelist.missing')).toMatchObject([{ pruned: answer && prune }]);
      expect(opened === null).toBe(!answer);
      expect(ofType(events, 'system.skipped')).toEqual(
        answer
          ? []
          : [{ type: 'system.skipped', system: 'nes', reason: 'too few of its entries have a file', failed: false }],
      );
    });

    it.each([{ yes: true }, { dryRun: true }, { integrityThreshold: 0.5 }])(
      'are not asked about with %j',
      async (options) => {
        withGone(5);
        const confirm = (): never => {
          throw new Error('must not be asked');
        };
        expect((await open(options, { confirm })).opened).not.toBeNull();
      },
    );
  });

  it.skipIf(process.platform === 'darwin')(
    'do not include those whose name is spelled in another Unicode form',
    async () => {
      const name = 'Pokémon.txt'.normalize('NFD');
      writeTree(folder, { [`roms/${name}`]: 'x', [LIST]: listOf(`./${name}`) });
      const { events } = await open({ prune: true, yes: true });
      expect(ofType(events, 'gamelist.missing')).toEqual([]);
    },
  );
});

describe('closing a system', () => {
  it('merges the pending entries, then forgets them, and reports how the system ended', async () => {
    writeTree(folder, { 'roms/a.nes': 'a', 'roms/b.nes': 'b', 'roms/c.nes': 'c' });
    memory.state.entries.put('snes', scraped('./z.nes'));
    // From a run that was killed; the ROM has another name now.
    memory.state.entries.put('nes', scraped('./renamed.nes'));
    const { close, events, report } = await open();
    const rom = { type: 'rom.done', system: 'nes', total: 3, detail: null } as const;
    memory.state.entries.put('nes', scraped('./a.nes'));
    const stored = { type: 'media.stored', system: 'nes', rom: './a.nes', file: 'f', bytes: 1, reused: false } as const;
    for (const kind of ['covers', 'videos'] as const) report({ ...stored, kind });
    report({ ...rom, rom: './a.nes', index: 1, outcome: 'scraped', media: 2 });
    report({ ...rom, rom: './b.nes', index: 2, outcome: 'skipped', media: 0 });
    memory.now += 1500;
    await close();
    expect(list()).toContain('<path>./a.nes</path>');
    expect(list()).toContain('<software>romflow 1.2.3</software>');
    expect(list()).toContain('<System>Nintendo Entertainment System</System>');
    expect(memory.state.entries.all('nes')).toEqual([]);
    expect(memory.state.entries.all('snes')).toHaveLength(1);
    // The third did not get its turn: the user has stopped the run.
    const counted = { total: 3, scraped: 1, skipped: 1, unmatched: 0, failed: 0, left: 1, planned: 0, media: 2 };
    const written = { entries: 1, added: 1, changed: 0, removed: 0, unchanged: false, backup: null };
    expect(events.slice(-2)).toEqual([
      { type: 'gamelist.written', system: 'nes', file: join(folder, LIST), ...written },
      { type: 'system.ended', system: 'nes', fullname: 'Nintendo Entertainment System', ...counted, elapsedMs: 1500 },
    ]);
  });

  it('counts only this system', async () => {
    writeTree(folder, { 'roms/a.nes': 'a' });
    const before = { ...NOTHING_SCRAPED, systems: 1, total: 9, scraped: 5, failed: 4, media: 7 };
    const { close, events } = await open({}, { totals: () => before });
    await close();
    expect(events.at(-1)).toMatchObject({ total: 1, scraped: 0, failed: 0, left: 1, media: 0 });
  });

  it('creates no gamelist when there is nothing to put into it', async () => {
    writeTree(folder, { 'roms/a.nes': 'a' });
    const { close, events } = await open();
    await close();
    expect(tree()).toEqual(['roms/a.nes']);
    expect(events.at(-1)).toMatchObject({ type: 'system.ended', left: 1 });
  });

  it('keeps the pending entries when the gamelist cannot be written', async () => {
    writeTree(folder, { 'roms/a.nes': 'a' });
    const { close, events } = await open();
    memory.state.entries.put('nes', scraped('./a.nes'));
    writeFileSync(join(folder, 'gamelists'), 'a file');
    await expect(close()).rejects.toThrow(GamelistError);
    expect(memory.state.entries.all('nes')).toHaveLength(1);
    expect(ofType(events, 'system.ended')).toEqual([]);
  });

  it('writes nothing in a dry run, and forgets nothing', async () => {
    writeTree(folder, { 'roms/a.nes': 'a', [LIST]: listOf('./gone.nes') });
    memory.state.entries.put('nes', scraped('./a.nes'));
    const { close, events } = await open({ dryRun: true, prune: true, yes: true });
    await close();
    expect(list()).toBe(listOf('./gone.nes'));
    expect(tree()).toEqual([LIST, 'roms/a.nes']);
    expect(memory.state.entries.all('nes')).toHaveLength(1);
    expect(events.map(({ type }) => type)).toEqual([
      ...['system.started', 'gamelist.missing', 'warning', 'system.ended'],
    ]);
  });

  it('leaves a gamelist alone when nothing changes in it', async () => {
    writeTree(folder, { 'roms/a.nes': 'a', [LIST]: listOf('./a.nes') });
    const { close, events } = await open();
    await close();
    expect(list()).toBe(listOf('./a.nes'));
    expect(ofType(events, 'gamelist.written')).toMatchObject([{ unchanged: true, backup: null }]);
    expect(tree()).toEqual([LIST, 'roms/a.nes']);
  });
});

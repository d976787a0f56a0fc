import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY, from, lastValueFrom, of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentKey, pickKey } from '../../src/archive/answerKeys.js';
import { CredentialsError, MediaError, QuotaError } from '../../src/model/errors.js';
import type { MediaKind } from '../../src/model/mediaKind.js';
import type { ScrapeMode } from '../../src/model/scrapeMode.js';
import type { IllustratedRom, RomEnding } from '../../src/model/scrapeTask.js';
import type { Choice, ScoredGame } from '../../src/operators/identify.js';
import { runControl } from '../../src/streams/runControl.js';
import type { OpenedSystem } from '../../src/streams/scrapeCourse.js';
import { type ScrapeRunDeps, type ScrapeRunOptions, scrapeDeps } from '../../src/streams/scrapeDeps.js';
import { NOTHING_SCRAPED } from '../../src/streams/scrapeTotals.js';
import { scrapeMemory } from '../archive/scrapeMemory.js';
import { writeTree } from '../files/fileTree.js';
import { medium, png } from '../formats/media/samples.js';
import { reports } from '../marbles.js';
import { HASHES, NES, foundRom, hashedRom, romFile, scrapedGame } from '../scrapeSamples.js';

const memory = scrapeMemory();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-deps-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const RUN = 'this run';
const never = (): never => {
  throw new Error('must not be asked');
};

function tied(
  deps: Partial<ScrapeRunDeps> = {},
  mode: ScrapeMode | null = null,
  kinds: readonly MediaKind[] = ['covers'],
  update = false,
) {
  const { events, report } = reports();
  const options: ScrapeRunOptions = {
    system: {
      plan: { mode, update, kinds, cached: true, search: true, interactive: true, sizeLimit: 0 },
      gamelists: join(folder, 'gamelists'),
      media: join(folder, 'media'),
      filterNonDisc1: false,
      strategy: 'preserve_user_edits',
      autoFavorite: null,
      integrityThreshold: 0.95,
      prune: false,
      yes: false,
      dryRun: false,
      software: 'romflow',
    },
    prefs: { preferredRegions: ['eu', 'us'], preferredLanguage: 'en', autoSortname: false },
    checks: { mode: 'normal', minPixels: 50 },
    strict: false,
    notBefore: 0,
  };
  const made = scrapeDeps(options, {
    state: memory.state,
    run: RUN,
    confirm: null,
    totals: () => NOTHING_SCRAPED,
    report,
    now: () => memory.now,
    hasher: { hash: never, close: never },
    requests: { game: never, search: never, medium: never },
    choose: null,
    systemFailed: never,
    control: runControl(new AbortController().signal, report),
    ...deps,
  });
  const opened = async (): Promise<OpenedSystem> => {
    writeTree(folder, { 'roms/Alpha (USA).nes': 'a', 'roms/alpha (usa).nes': 'b' });
    const system = await lastValueFrom(from(made.open({ ...NES, path: join(folder, 'roms') })));
    if (system === null) throw new Error('There is a ROM.');
    return system;
  };
  return { made, opened, events };
}

describe('the digests of a ROM', () => {
  const hashing = () => {
    const hashed: string[] = [];
    const hasher: ScrapeRunDeps['hasher'] = {
      hash: ({ file }) => {
        hashed.push(file);
        return Promise.resolve(file.includes('large') ? null : HASHES);
      },
      close: never,
    };
    return {
      hashed,
      hash: (rom: ReturnType<typeof romFile>) => lastValueFrom(from(tied({ hasher }).made.hashRom.hash(rom, NES))),
    };
  };

  it('are computed once, as long as the file does not change', async () => {
    const { hashed, hash } = hashing();
    const rom = romFile('a.nes');
    expect(await hash(rom)).toEqual(HASHES);
    expect(await hash(rom)).toEqual(HASHES);
    expect(hashed).toHaveLength(1);
    await hash({ ...rom, mtimeMs: 2 });
    await hash({ ...rom, fileSize: 2 });
    expect(hashed).toHaveLength(3);
  });

  it('are null for a ROM that is too large, which is not remembered, because the limit may differ tomorrow', async () => {
    const { hashed, hash } = hashing();
    expect(await hash(romFile('large.nes'))).toBeNull();
    expect(await hash(romFile('large.nes'))).toBeNull();
    expect(hashed).toHaveLength(2);
  });
});

describe('what the user picks', () => {
  const task = hashedRom('Alpha.nes');
  const hits: readonly ScoredGame[] = [{ game: scrapedGame('Alpha'), score: 0.5 }];
  const choosing = async (choice: Choice): Promise<unknown[]> => {
    const asked: unknown[] = [];
    const choose = (...words: unknown[]): Promise<Choice> => {
      asked.push(words);
      return Promise.resolve(choice);
    };
    const { made } = tied({ choose });
    expect(await lastValueFrom(from(made.identify.choose?.(task, hits) ?? EMPTY))).toEqual(choice);
    return asked;
  };
  const kept = () => memory.state.answers.get('3', pickKey(task.rom, HASHES));

  it('is remembered', async () => {
    expect(await choosing({ picked: scrapedGame('Beta') })).toEqual([['nes: Alpha.nes', hits]]);
    expect(kept()).toEqual([scrapedGame('Beta')]);
  });

  it('is remembered when it is none of them', async () => {
    await choosing('none');
    expect(kept()).toEqual([]);
  });

  it('is not remembered when it is left for later', async () => {
    await choosing('skip');
    expect(kept()).toBeNull();
  });

  it('is not asked for when there is nobody to ask', () => {
    expect(tied().made.identify.choose).toBeNull();
  });
});

describe('how a ROM ended', () => {
  it.each(['failed', 'unmatched'] as const)('is remembered when it is %s', (outcome) => {
    tied().made.settleRom.remember(foundRom('a.nes'), { outcome, media: 0, detail: 'why' });
    expect(memory.state.roms.get('nes', './a.nes')).toEqual({
      outcome,
      detail: 'why',
      run: RUN,
      at: memory.now,
      scraped: null,
    });
  });

  it.each(['left', 'skipped', 'planned', 'scraped'] as const)('is not recorded here when it is %s', (outcome) => {
    const ending: RomEnding = { outcome, media: 0, detail: null };
    tied().made.settleRom.remember(foundRom('a.nes'), ending);
    expect(memory.state.roms.get('nes', './a.nes')).toBeNull();
  });

  it('can be that no more requests may be made: the first reason counts, and is reported once', () => {
    const { made, events } = tied();
    expect(made.halted()).toBeNull();
    const quota = new QuotaError('The quota is used up.');
    made.settleRom.halt(quota);
    made.settleRom.halt(quota);
    made.settleRom.halt(new CredentialsError('Refused.'));
    expect(made.halted()).toBe(quota);
    expect(events).toEqual([{ type: 'warning', message: 'The quota is used up.' }]);
  });
});

describe('the entry of a ROM', () => {
  const game = scrapedGame('Alpha', { id: '12', developer: 'Makers' });
  const task: IllustratedRom = { ...hashedRom('Alpha.nes'), game, stored: 0 };
  const scraped = { game: '12', content: contentKey(task.rom, HASHES), fields: ['name', 'developer'] };

  it('becomes pending, and what the ROM was scraped as is remembered with it', async () => {
    const { entrySink } = await tied().opened();
    const entry = entrySink.entryOf(task);
    expect(entry).toMatchObject({ path: './Alpha.nes', id: '12', name: 'Alpha', developer: 'Makers' });
    entrySink.keep(task, entry);
    expect(memory.state.entries.all('nes')).toEqual([entry]);
    expect(memory.state.roms.get('nes', './Alpha.nes')).toEqual({
      outcome: 'scraped',
      detail: null,
      run: RUN,
      at: memory.now,
      scraped,
    });
  });

  it('stays as it is when only media were missing', async () => {
    const { entrySink } = await tied().opened();
    entrySink.keep(task, null);
    expect(memory.state.entries.all('nes')).toEqual([]);
    expect(memory.state.roms.get('nes', './Alpha.nes')?.scraped).toEqual(scraped);
  });

  it('remains what the ROM was scraped as before when only media were missing, until it is scraped again', async () => {
    const { entrySink } = await tied().opened();
    entrySink.keep(task, entrySink.entryOf(task));
    const other = { ...task, game: scrapedGame('Beta', { id: '13', players: '2' }) };
    entrySink.keep(other, null);
    expect(memory.state.roms.get('nes', './Alpha.nes')?.scraped).toEqual(scraped);
    entrySink.keep(other, entrySink.entryOf(other));
    expect(memory.state.roms.get('nes', './Alpha.nes')?.scraped).toMatchObject({
      game: '13',
      fields: ['name', 'players'],
    });
  });
});

describe('the media of a ROM', () => {
  const offered = [
    medium('box-2D', { region: 'us' }),
    medium('box-2D', { region: 'eu' }),
    medium('ss', { region: 'us' }),
  ];
  const task = {
    ...hashedRom('Alpha (USA).nes'),
    game: scrapedGame('Alpha', { media: offered }),
  } as const;

  it('are chosen by the regions of the ROM and of the user, and by the kinds that are wanted', async () => {
    const { fetchMedia, retireMedia } = await tied().opened();
    expect([...fetchMedia.choose(task)]).toEqual([['covers', offered[0]]]);
    expect([...retireMedia.choose(task)]).toEqual([['covers', offered[0]]]);
    const european = { ...task, rom: romFile('Alpha (Europe).nes') };
    expect([...fetchMedia.choose(european)]).toEqual([['covers', offered[1]]]);
  });

  it('may be stale unless the ROM was already this game, but are not judged for a second ROM of the same name', async () => {
    const { retireMedia, entrySink } = await tied().opened();
    const isStale = (id: string, rom = task.rom): boolean =>
      retireMedia.mayBeStale({ ...task, rom, game: { ...task.game, id }, stored: 0 });
    expect(isStale('1')).toBe(true);
    entrySink.keep({ ...task, game: { ...task.game, id: '1' }, stored: 0 }, null);
    expect(isStale('1')).toBe(false);
    expect(isStale('2')).toBe(true);
    expect(isStale('2', romFile('Other.nes'))).toBe(false);
    // On a memory card, it would have the same files.
    expect(isStale('2', romFile('alpha (usa).nes'))).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')(
    'are its own if the disk has another place for its name in capitals',
    async () => {
      writeTree(folder, { 'media/nes/covers/Other.png': 'x' });
      const { fetchMedia, retireMedia } = await tied({}, 'changed', ['covers'], true).opened();
      const found = { ...task, rom: romFile('alpha (usa).nes') };
      expect(retireMedia.mayBeStale({ ...found, stored: 0 })).toBe(true);
      expect(fetchMedia.isSecond(found)).toBe(false);
      expect(fetchMedia.isSecond({ ...task, rom: romFile('Alpha (USA).zip') })).toBe(true);
    },
  );

  it('are compared with the site’s, whatever is scraped of the ROM, in a run that compares', async () => {
    const { fetchMedia, retireMedia, entrySink } = await tied({}, 'changed', ['covers'], true).opened();
    entrySink.keep({ ...task, stored: 0 }, null);
    expect(retireMedia.mayBeStale({ ...task, stored: 0 })).toBe(true);
    expect(retireMedia.mayBeStale({ ...task, rom: romFile('Other.nes'), stored: 0 })).toBe(false);
    expect(fetchMedia.force).toBe(true);
    expect((await tied({}, 'changed').opened()).fetchMedia.force).toBe(false);
  });

  it.each<[MediaKind, number]>([
    ['covers', 32],
    ['videos', 256],
    ['manuals', 256],
  ])('may be no larger than the limit: %s, %i MiB', async (kind, mib) => {
    const limits: unknown[] = [];
    const requests: ScrapeRunDeps['requests'] = {
      game: never,
      search: never,
      medium: (_, limit) => {
        limits.push(limit);
        return of(Buffer.from('x'));
      },
    };
    const { fetchMedia } = await tied({ requests }).opened();
    await lastValueFrom(fetchMedia.fetch(medium('box-2D'), kind));
    expect(limits).toEqual([{ maxBytes: mib * 1024 * 1024 }]);
  });

  it('are checked as configured', async () => {
    const { fetchMedia } = await tied().opened();
    const check = (bytes: Buffer) => lastValueFrom(from(fetchMedia.check(bytes, medium('box-2D'), 'covers')));
    expect(await check(png(50, 50))).toBe('png');
    await expect(async () => check(png(49, 50))).rejects.toThrow(MediaError);
  });

  it('are remembered under the ROM and its system', async () => {
    const { fetchMedia } = await tied().opened();
    fetchMedia.remember(task, 'covers', { status: 'none' });
    expect([...fetchMedia.states(task)]).toEqual([['covers', { status: 'none' }]]);
    expect(memory.state.roms.mediaOf('nes', './Alpha (USA).nes').size).toBe(1);
  });

  it.each([
    ['force', true],
    ['changed', false],
    [null, false],
  ] as const)('are replaced in mode %s, even if the user made them: %s', async (mode, force) => {
    expect((await tied({}, mode).opened()).fetchMedia.force).toBe(force);
  });
});

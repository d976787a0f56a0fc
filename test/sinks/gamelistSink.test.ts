import { describe, expect, it } from 'vitest';
import type { GamelistFile, GamelistWriting } from '../../src/files/gamelistFile.js';
import { ArchiveError, GamelistError } from '../../src/model/errors.js';
import type { ScrapedEntry } from '../../src/model/gamelist.js';
import { type GamelistEdits, gamelistSink } from '../../src/sinks/gamelistSink.js';
import { reports } from '../marbles.js';

const NOW = new Date('2026-01-08T10:00:00Z');
const PATH = '/gamelists/nes/gamelist.xml';
const BACKUP = `${PATH}.20260108T100000Z.bak`;
const TARGET = {
  system: 'nes',
  path: PATH,
  provider: {
    system: 'Nintendo',
    software: 'romflow 1.2.3',
    database: 'ScreenScraper.fr',
    web: 'https://example.test',
  },
};
const EDITS: GamelistEdits = { strategy: 'preserve_user_edits', autoFavorite: null, prune: new Set() };

const alpha: ScrapedEntry = { path: './Alpha.nes', id: '7', source: 'ScreenScraper.fr', name: 'Alpha' };
const game = (name: string): string => `\t<game>\n\t\t<path>./${name}.nes</path>\n\t</game>\n`;
const listOf = (...names: readonly string[]): string => `<gameList>\n${names.map(game).join('')}</gameList>\n`;

/** A gamelist in memory. Another program rewrites it just before it would be written, as often as there are `others`. */
function fakeFile(content: string | null, others: string[] = [], otherNames = 0) {
  let bytes: Buffer | null = content === null ? null : Buffer.from(content);
  const writings: { bytes: string; now: Date }[] = [];
  const file: Pick<GamelistFile, 'read' | 'write'> = {
    read: () => Promise.resolve(bytes),
    write: (wanted, before, now): Promise<GamelistWriting> => {
      const other = others.shift();
      if (other !== undefined) bytes = Buffer.from(other);
      if (bytes?.equals(wanted) === true) return Promise.resolve({ outcome: 'unchanged' });
      if (bytes === null ? before !== null : before?.equals(bytes) !== true) {
        return Promise.resolve({ outcome: 'overtaken' });
      }
      const backup = bytes === null ? null : BACKUP;
      bytes = wanted;
      writings.push({ bytes: wanted.toString(), now });
      return Promise.resolve({ outcome: 'written', backup, otherNames });
    },
  };
  return { file: { ...file, sweep: () => Promise.resolve() }, writings, text: () => bytes?.toString() ?? null };
}

async function sink(
  fake: ReturnType<typeof fakeFile>,
  entries: readonly ScrapedEntry[],
  edits: Partial<GamelistEdits> = {},
) {
  const { events, report } = reports();
  await gamelistSink(TARGET, entries, { ...EDITS, ...edits }, { file: fake.file, report, now: () => NOW });
  return events;
}

const written = { type: 'gamelist.written', system: 'nes', file: PATH, unchanged: false };

describe('gamelistSink', () => {
  it('creates a gamelist that says where its data come from', async () => {
    const fake = fakeFile(null);
    expect(await sink(fake, [alpha])).toEqual([
      { ...written, entries: 1, added: 1, changed: 0, removed: 0, backup: null },
    ]);
    expect(fake.text()).toContain('<software>romflow 1.2.3</software>');
    expect(fake.text()).toContain('<path>./Alpha.nes</path>');
  });

  it('creates none when there is nothing to put into it', async () => {
    const fake = fakeFile(null);
    expect(await sink(fake, [])).toEqual([]);
    expect(fake.text()).toBeNull();
  });

  it('merges into the existing gamelist, and reports where its backup is', async () => {
    const fake = fakeFile(listOf('Alpha', 'Beta', 'Gone'));
    expect(await sink(fake, [alpha], { prune: new Set(['./Gone.nes']) })).toEqual([
      { ...written, entries: 2, added: 0, changed: 1, removed: 1, backup: BACKUP },
    ]);
    expect(fake.text()).toContain('<name>Alpha</name>');
    expect(fake.text()).toContain(game('Beta'));
    expect(fake.text()).not.toContain('Gone');
    expect(fake.writings).toMatchObject([{ now: NOW }]);
  });

  it.each<[string, readonly ScrapedEntry[]]>([
    ['without entries', []],
    ['with what it has already', [{ path: './Alpha.nes', id: null, source: 'ScreenScraper.fr' }]],
  ])('leaves a gamelist alone, %s', async (_, entries) => {
    const fake = fakeFile(listOf('Alpha'));
    expect(await sink(fake, entries)).toEqual([
      { ...written, entries: 1, added: 0, changed: 0, removed: 0, backup: null, unchanged: true },
    ]);
    expect(fake.writings).toEqual([]);
  });

  it('warns of hard links, which lead to the old version', async () => {
    const fake = fakeFile(listOf('Beta'), [], 1);
    const [warning, event] = await sink(fake, [alpha]);
    expect(warning?.type === 'warning' && warning.message).toMatch(
      /^nes: .* other names \(hard links\).*; replace them with symbolic links\.$/,
    );
    expect(event).toMatchObject({ type: 'gamelist.written', added: 1 });
  });

  it('finds entries that are written with their absolute path', async () => {
    const fake = fakeFile('<gameList><game><path>/roms/nes/Alpha.nes</path></game></gameList>');
    const [event] = await sink(fake, [alpha], { systemPath: '/roms/nes' });
    expect(event).toMatchObject({ added: 0, changed: 1 });
  });

  it('moves entries with their files', async () => {
    const fake = fakeFile(listOf('Old', 'Beta'));
    const renames = new Map([['./Old.nes', './Alpha.nes']]);
    expect(await sink(fake, [], { renames })).toMatchObject([{ entries: 2, added: 0, changed: 1, removed: 0 }]);
    expect(fake.text()).toBe(listOf('Alpha', 'Beta'));
  });

  it('merges into what another program has written in the meantime', async () => {
    const fake = fakeFile(listOf('Beta'), [listOf('Beta', 'Gamma')]);
    expect(await sink(fake, [alpha])).toMatchObject([{ entries: 3, added: 1, backup: BACKUP }]);
    expect(fake.text()).toContain(game('Gamma'));
    expect(fake.text()).toContain('<path>./Alpha.nes</path>');
    expect(fake.writings).toHaveLength(1);
  });

  it('merges into a gamelist that has appeared in the meantime', async () => {
    const fake = fakeFile(null, [listOf('Gamma')]);
    expect(await sink(fake, [alpha])).toMatchObject([{ entries: 2, added: 1 }]);
    expect(fake.text()).not.toContain('provider');
  });

  it('gives up on a gamelist that is constantly rewritten, and leaves it as it is', async () => {
    const others = Array.from({ length: 9 }, (_, at) => listOf(`Other ${at}`));
    const fake = fakeFile(listOf('Beta'), others);
    await expect(sink(fake, [alpha])).rejects.toThrow(
      new GamelistError(`The gamelist ${PATH} keeps changing; close ES-DE and run romflow again.`),
    );
    expect(fake.writings).toEqual([]);
    expect(fake.text()).toBe(listOf('Other 4'));
  });

  it.each(['<gameList>', '<other/>'])('refuses what it cannot parse, and leaves it as it is: %s', async (content) => {
    const fake = fakeFile(content);
    await expect(sink(fake, [alpha])).rejects.toThrow(GamelistError);
    await expect(sink(fake, [alpha])).rejects.toThrow(PATH);
    expect(fake.text()).toBe(content);
  });

  it('reports nothing that could not be written', async () => {
    const fake = fakeFile(listOf('Beta'));
    const full = new ArchiveError('The disk is full.');
    const { events, report } = reports();
    const file = { ...fake.file, write: () => Promise.reject(full) };
    await expect(gamelistSink(TARGET, [alpha], EDITS, { file, report, now: () => NOW })).rejects.toBe(full);
    expect(events).toEqual([]);
  });
});

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { GONE_PATH } from '../../src/demo/esDeGamelist.js';
import { type EsDeTree, makeEsDeTree } from '../../src/demo/esDeTree.js';
import { DEMO_CREDENTIALS } from '../../src/demo/screenScraper/account.js';
import { demoGames } from '../../src/demo/screenScraper/demoGames.js';
import { crc32Hex } from '../../src/formats/hashes.js';
import { childrenOf, childText, parseXml } from '../../src/formats/xml.js';
import { MEDIA_KIND_NAMES } from '../../src/model/mediaKind.js';

let folder: string;
let tree: EsDeTree;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-es-de-'));
  tree = await makeEsDeTree(join(folder, 'all'), 'http://127.0.0.1:1234');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const games = demoGames();
const read = (path: string): Promise<string> => readFile(path, 'utf8');

describe('the configuration', () => {
  test('names what was written', async () => {
    expect(parse(await read(tree.config))).toMatchObject({
      screenscraper: {
        user_id: DEMO_CREDENTIALS.userId,
        user_password: DEMO_CREDENTIALS.userPassword,
        devid: DEMO_CREDENTIALS.devid,
        devpassword: DEMO_CREDENTIALS.devpassword,
        base_url: 'http://127.0.0.1:1234/api2/',
      },
      paths: { roms: tree.roms, media: tree.media, gamelists: tree.gamelists, es_systems: tree.esSystems },
    });
  });
});

describe('the systems', () => {
  test('are four, each with its folder', async () => {
    const [list] = parseXml(await read(tree.esSystems));
    const systems = list === undefined ? [] : childrenOf(list, 'system');
    const names = systems.map((system) => childText(system, 'name'));
    expect(list?.name).toBe('systemList');
    expect(names).toEqual(['nes', 'psx', 'snes', tree.unmapped]);
    expect((await readdir(tree.roms)).sort()).toEqual(names);
    for (const system of systems) {
      for (const tag of ['fullname', 'path', 'extension', 'platform']) expect(childText(system, tag)).not.toBeNull();
    }
  });
});

describe('the ROMs', () => {
  test('are those with an expected outcome', async () => {
    const extensions = ['.nes', '.sfc', '.cue', '.m3u'];
    for (const system of ['nes', 'psx', 'snes']) {
      const shown = (await readdir(join(tree.roms, system), { recursive: true }))
        .map((path) => `./${path.replaceAll('\\', '/')}`)
        .filter((path) => !path.includes('/.') && extensions.some((extension) => path.endsWith(extension)));
      const expected = tree.expected.filter((rom) => rom.system === system).map(({ path }) => path);
      expect(shown.sort()).toEqual([...expected].sort());
    }
  });

  test('are known to the site by their bytes or by their names, as expected', async () => {
    const knownRoms = games.flatMap(({ id, roms, notGame }) =>
      notGame === true ? [] : roms.map((rom) => ({ id, rom })),
    );
    for (const { system, path, files, expect: expected } of tree.expected) {
      const contents = await Promise.all(
        Object.keys(files).map(async (file) => ({
          crc32: crc32Hex(await readFile(join(tree.roms, system, file))),
          name: basename(file),
        })),
      );
      const byHash = knownRoms.find(({ rom }) => contents.some(({ crc32 }) => crc32 === rom.crc32));
      const byName = knownRoms.find(({ rom }) => contents.some(({ name }) => name === rom.name));
      const found =
        byHash !== undefined ? ['hash', byHash.id] : byName !== undefined ? ['name', byName.id] : ['not at all'];
      expect([path, ...found]).toEqual([
        path,
        ...(expected.outcome === 'scraped' ? [expected.by, expected.game] : ['not at all']),
      ]);
    }
  });

  test('cover every outcome', () => {
    const outcomes = tree.expected.map(({ expect: expected }) =>
      expected.outcome === 'scraped'
        ? `${expected.by}${expected.media.length === 0 ? ', no media' : ''}`
        : expected.outcome === 'unmatched' && expected.bySearch !== null
          ? 'search'
          : expected.outcome,
    );
    expect(new Set(outcomes)).toEqual(new Set(['hash', 'hash, no media', 'name', 'search', 'unmatched', 'skipped']));
    const lantern = tree.expected.find(({ path }) => path.includes('Lantern'));
    expect(lantern?.expect).toMatchObject({ media: MEDIA_KIND_NAMES });
  });

  test('with several files name files that exist', async () => {
    const psx = join(tree.roms, 'psx');
    const discs = (await read(join(psx, 'Saga of Seven Seas (USA).m3u')))
      .split('\n')
      .filter((line) => /^[^#]/.test(line));
    expect(discs).toHaveLength(2);
    const sheets = [...discs.map((disc) => join(psx, disc)), join(psx, 'Night Circuit (Europe).cue')];
    for (const sheet of sheets) {
      const tracks = [...(await read(sheet)).matchAll(/FILE "(.+)" BINARY/g)].map(([, name]) => name ?? '');
      expect(tracks.length).toBeGreaterThan(0);
      for (const track of tracks) expect((await stat(join(sheet, '..', track))).size % 2352).toBe(0);
    }
  });
});

describe('the gamelist', () => {
  test('looks as ES-DE writes one, with two roots, and as somebody has edited it', async () => {
    const text = await read(tree.editedGamelist);
    const [emulator, list] = parseXml(text);
    expect([emulator?.name, list?.name]).toEqual(['alternativeEmulator', 'gameList']);
    const entries = list === undefined ? [] : childrenOf(list, 'game');
    const paths = entries.map((entry) => childText(entry, 'path') ?? '');
    const there = tree.expected.filter(({ system }) => system === 'snes').map(({ path }) => path);
    expect(paths.filter((path) => !there.includes(path))).toEqual([GONE_PATH]);
    const left = entries.filter((entry) => childText(entry, 'nomultiscrape') === 'true');
    expect(left.map((entry) => childText(entry, 'path'))).toEqual(
      tree.expected.filter(({ expect: expected }) => expected.outcome === 'skipped').map(({ path }) => path),
    );
    expect(text.split('\r\n')).toEqual(text.split('\n').map((line) => line.replace(/\r$/, '')));
  });

  test('has all lines that must survive', async () => {
    const lines = (await read(tree.editedGamelist)).split('\r\n');
    expect(tree.usersOwn.filter((line) => !lines.includes(line))).toEqual([]);
    expect(tree.usersOwn.join('\n')).toMatch(/alternativeEmulator.*<!--.*<folder>.*Pa&#239;n.*<favorite>.*<shelf/s);
    expect(tree.usersOwn.some((line) => /^\s*<game>/.test(line))).toBe(false);
  });
});

test('existing files stay; only the configuration follows the site', async () => {
  const own = join(folder, 'own');
  const { editedGamelist, roms } = await makeEsDeTree(own, 'http://127.0.0.1:1234');
  await writeFile(editedGamelist, '<gameList/>');
  const rom = join(roms, 'snes', 'Lantern Harbor (USA).sfc');
  const before = await stat(rom);
  const { config } = await makeEsDeTree(own, 'http://127.0.0.1:4321');
  expect(await read(editedGamelist)).toBe('<gameList/>');
  expect((await stat(rom)).mtimeMs).toBe(before.mtimeMs);
  expect(await read(config)).toContain('http://127.0.0.1:4321/api2/');
});

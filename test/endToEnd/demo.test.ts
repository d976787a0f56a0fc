import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import { demoHacks } from '../../src/demo/hacks.js';
import { type ArchiveState, archiveState } from './archiveDigest.js';
import { assertChain } from './chain.js';
import { romflow } from './program.js';
import { bound, expectRefusal, giveAway } from './refusal.js';
import { newFolder } from './workplace.js';

const hacks = demoHacks(demoBaseRom());
const sound = hacks.filter(({ expect: { primary } }) => primary !== null);

/** Everything but the configuration and the queue, which contain the port of that run. */
const stateOf = (folder: string): ArchiveState => {
  const { files, rhdata, patchbin } = archiveState(folder);
  return {
    files: files.filter(([path]) => path !== 'updategames.config.json' && !path.startsWith('es-de/')),
    rhdata: { ...rhdata, game_fetch_queue: [] },
    patchbin,
  };
};

/** By design: an entry without a file, a ROM named differently from its game, and a system that nobody knows. */
const EXPECTED_WARNINGS = /^ {2}⚠ (?:snes:|tinkerbox skipped:) .*\n(?: {6}\.\/.*\n)*/gm;

/** What ES-DE shows: every gamelist and medium, with its modification time. */
const treeOf = (folder: string): readonly (readonly [path: string, mtimeMs: number])[] =>
  ['gamelists', 'downloaded_media'].flatMap((name) =>
    readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('romflow-'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, statSync(path).mtimeMs] as const),
  );

test('the demo leaves a sound archive, and can be run again in the same folder', async () => {
  const cwd = newFolder();
  const folder = join(cwd, 'shown');
  const databases = [join(folder, 'electron', 'rhdata.db'), join(folder, 'electron', 'patchbin.db')] as const;

  const first = await romflow(['demo', '--keep', 'shown'], { cwd });
  expect(first.code).toBe(0);
  expect(first.err.replaceAll(EXPECTED_WARNINGS, '')).toBe('');
  const where = [`The archive is in ${folder}`, `The ROM folders, gamelists and media are in ${join(folder, 'es-de')}`];
  expect(first.out.trimEnd().split('\n').slice(-2)).toEqual(where);
  expect(first.out).toMatch(/All 13 made-up ROMs came out as expected/);
  expect(first.out).toMatch(/The second run made 0 requests\./);
  expect(first.out).toMatch(/All \d+ lines that the user had written into a gamelist are unchanged\./);
  const esDe = treeOf(join(folder, 'es-de'));
  for (const { id } of hacks) expect(first.out).toMatch(new RegExp(`^│ ${id} `, 'm'));
  expect(/^┌.*┐$/m.exec(first.out)?.[0]).toHaveLength(80);
  expect(await assertChain(...databases)).toMatchObject({ gameversions: sound.length });

  const before = stateOf(folder);
  const configuration = () => readFileSync(join(folder, 'updategames.config.json'), 'utf8');
  const configured = configuration();
  const second = await romflow(['demo', '--keep', 'shown'], { cwd });
  expect(second.code).toBe(0);
  expect(second.err.replaceAll(EXPECTED_WARNINGS, '')).toBe('');
  expect(second.out).toMatch(/ZIPs fetched: +0\n/);
  expect(second.out.match(/already recorded, as version 1/g)).toHaveLength(sound.length);
  expect(second.out.trimEnd().split('\n').slice(-2)).toEqual(where);
  expect(treeOf(join(folder, 'es-de'))).toEqual(esDe);
  expect(stateOf(folder)).toEqual(before);
  // The site has the same address again, so the queue of an interrupted demo stays valid.
  expect(configuration()).toBe(configured);
  expect(await assertChain(...databases)).toMatchObject({ gameversions: sound.length });
});

test.each([
  ['a folder with other things in it', 'diary.txt', 'Dear diary'],
  ['an archive with a configuration of its own', 'updategames.config.json', '{"processing":{"retryMax":5}}'],
])('the demo does not touch %s', async (_, name, content) => {
  const cwd = newFolder();
  writeFileSync(join(cwd, name), content);
  expect(await romflow(['demo', '--keep', '.'], { cwd })).toEqual({
    code: 2,
    out: '',
    err: `romflow: --keep: ${cwd} is neither empty nor from an earlier demo; choose another folder.\n`,
  });
  expect(readdirSync(cwd)).toEqual([name]);
});

test.skipIf(process.platform === 'win32').each(['.', 'es-de'])(
  'the demo names the folder that it may not write to: %s',
  async (name) => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'shown', name), { recursive: true });
    const config = { baseRom: { sha224: demoBaseRom().sha224 } };
    writeFileSync(join(cwd, 'shown', 'updategames.config.json'), JSON.stringify(config));
    giveAway(cwd);
    const folder = join(cwd, 'shown', name);
    chmodSync(folder, 0o555);
    const refused = await romflow(['demo', '--keep', 'shown'], { cwd, ...bound });
    chmodSync(folder, 0o755);
    // The first course reports a failed game before that, and there is a warning about a made-up gamelist.
    expectRefusal({ ...refused, err: refused.err.replaceAll(/^(?!romflow: ).*\n/gm, '') }, /write permission/);
    expect(refused.err).toContain(folder);
  },
);

test('the demo asks for a folder when it cannot make a temporary one', async () => {
  const cwd = newFolder();
  const missing = join(cwd, 'missing');
  expect(await romflow(['demo'], { cwd, env: { TMPDIR: missing, TEMP: missing, TMP: missing } })).toEqual({
    code: 2,
    out: '',
    err: `romflow: Cannot create a folder in ${missing}; name one with --keep.\n`,
  });
});

import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { behindLink } from '../../src/config/behindLink.js';
import { loadSettings } from '../../src/config/settings.js';
import { problemsOf } from './problemsOf.js';

describe.skipIf(process.platform === 'win32')('a symbolic link', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(await realpath(tmpdir()), 'romflow-test-'));
    await mkdir(join(cwd, 'disk'));
    await writeFile(join(cwd, 'disk', 'all.db'), '');
    await symlink(join('disk', 'all.db'), join(cwd, 'linked.db'));
    await symlink('nowhere.db', join(cwd, 'dangling.db'));
  });
  afterEach(async () => {
    await rm(cwd, { recursive: true });
  });

  test.each([
    ['linked.db', 'disk/all.db'],
    ['dangling.db', 'dangling.db'],
    ['disk/all.db', 'disk/all.db'],
    ['none.db', 'none.db'],
  ])('as a database: %s is %s', async (path, file) => {
    expect(await behindLink(join(cwd, path))).toBe(join(cwd, file));
  });

  test('and its target are the same database', async () => {
    const all = join(cwd, 'disk', 'all.db');
    const env = { RHDATA_DB_PATH: 'linked.db', PATCHBIN_DB_PATH: all };
    expect(await problemsOf(loadSettings({ flags: {}, env, cwd }))).toEqual([
      `PATCHBIN_DB_PATH: must be a different file from rhdata's, got ${all} for both`,
    ]);
  });

  test.each([['patch'], ['first'], ['pat/patch']])(
    'cannot be temp if it leads to %s, where a folder of the archive will be',
    async (to) => {
      await symlink('patch', join(cwd, 'first'));
      await symlink('.', join(cwd, 'pat'));
      await symlink(to, join(cwd, 'temp'));
      expect(await problemsOf(loadSettings({ flags: {}, env: {}, cwd }))).toEqual([
        'paths.temp: must be a folder of its own, but it contains patch',
      ]);
    },
  );

  test('to itself by a circle counts as missing for temp', async () => {
    await symlink('round', join(cwd, 'temp'));
    await symlink('temp', join(cwd, 'round'));
    expect((await loadSettings({ flags: {}, env: {}, cwd })).paths.temp).toBe(join(cwd, 'temp'));
  });

  test('cannot be temp if a folder to be kept is behind it', async () => {
    await symlink('disk', join(cwd, 'temp'));
    await symlink('disk', join(cwd, 'rom'));
    const load = async (paths: Readonly<Record<string, string>>) => {
      await writeFile(join(cwd, 'config.json'), JSON.stringify({ paths }));
      return loadSettings({ flags: { config: 'config.json' }, env: {}, cwd });
    };
    const holds = (name: string) => [`paths.temp: must be a folder of its own, but it contains ${name}`];
    expect(await problemsOf(load({}))).toEqual(holds('rom'));
    expect(await problemsOf(load({ rom: 'roms', zips: 'temp/zips' }))).toEqual(holds('zips'));
    expect(await problemsOf(load({ rom: 'roms', zips: 'disk/not/there/yet' }))).toEqual(holds('zips'));
    expect((await load({ rom: 'roms' })).paths.temp).toBe(join(cwd, 'temp'));
  });

  test('cannot be temp if files outside of the archive would be deleted', async () => {
    const archive = join(cwd, 'archive');
    const pictures = join(cwd, 'pictures');
    for (const folder of [archive, pictures, join(archive, 'work')]) await mkdir(folder);
    const load = async (temp?: string) => {
      await writeFile(join(cwd, 'config.json'), JSON.stringify({ paths: { temp } }));
      return loadSettings({ flags: { config: 'config.json', archive }, env: {}, cwd });
    };
    const refused = [`paths.temp: must hold nothing else, because it is emptied, but ${pictures} contains "1.jpg"`];
    await symlink(pictures, join(archive, 'temp'));
    expect((await load()).paths.temp).toBe(join(archive, 'temp'));
    // Left by a killed run.
    await mkdir(join(pictures, 'flips-aB3xyZ'));
    expect((await load()).paths.temp).toBe(join(archive, 'temp'));
    await writeFile(join(pictures, '1.jpg'), '');
    expect(await problemsOf(load())).toEqual(refused);
    expect(await problemsOf(load(pictures))).toEqual(refused);
    await writeFile(join(archive, 'work', 'left'), '');
    expect((await load('work')).paths.temp).toBe(join(archive, 'work'));
  });
});

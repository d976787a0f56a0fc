import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { esDePlaces } from '../../src/config/esDePlaces.js';
import { loadPublishSettings } from '../../src/config/publishSettings.js';
import { problemsOf } from './problemsOf.js';

let cwd: string;
let home: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'romflow-publish-settings-'));
  home = join(cwd, 'home');
});

afterEach(async () => {
  await rm(cwd, { recursive: true });
});

const load = (flags: Record<string, unknown> = {}, env: Record<string, string> = {}) =>
  loadPublishSettings({ flags, env, cwd }, esDePlaces(home));

const file = (content: unknown, name = 'config.yaml') => writeFile(join(cwd, name), JSON.stringify(content));

test('default to ES-DE’s own folders, the name of the hack, and screenshots', async () => {
  const { archive, ...settings } = await load({ to: '~/ROMs/snes/' });
  expect(settings).toEqual({
    to: join(home, 'ROMs', 'snes'),
    system: 'snes',
    gamelists: join(home, 'ES-DE', 'gamelists'),
    media: join(home, 'ES-DE', 'downloaded_media'),
    nameTemplate: '{name}',
    dryRun: false,
    screenshots: true,
  });
  expect(archive).toMatchObject({ archive: cwd, smwc: { downloadDelay: 12000 }, dryRun: false });
  expect(Object.isFrozen(await load({ to: 'snes' }))).toBe(true);
});

test('can all be given as flags, those of the archive included', async () => {
  await file({ smwc: { downloadDelay: 20000 } }, 'own.json');
  const settings = await load({
    archive: 'smw',
    config: 'own.json',
    to: 'snesna',
    gamelists: '~/lists',
    media: 'media',
    name: '{difficulty}/{name} ({id}, {version})',
    screenshots: false,
    dryRun: true,
    json: true,
  });
  expect(settings).toMatchObject({
    archive: { archive: join(cwd, 'smw'), smwc: { downloadDelay: 20000 }, dryRun: true, json: true },
    to: join(cwd, 'snesna'),
    system: 'snesna',
    gamelists: join(home, 'lists'),
    media: join(cwd, 'media'),
    nameTemplate: '{difficulty}/{name} ({id}, {version})',
    dryRun: true,
    screenshots: false,
  });
});

describe('config.yaml in the working folder', () => {
  test('says where gamelists and media are; flags override it', async () => {
    await file({ paths: { gamelists: '~/lists' } });
    expect(await load({ to: 'snes' })).toMatchObject({
      gamelists: join(home, 'lists'),
      media: join(cwd, 'downloaded_media'),
    });
    expect(await load({ to: 'snes', media: resolve(cwd, 'm') })).toMatchObject({
      gamelists: join(home, 'lists'),
      media: join(cwd, 'm'),
    });
  });

  test('is not read when the flags give everything', async () => {
    await file({ paths: 7 });
    expect(await problemsOf(load({ to: 'snes' }))).toEqual(['paths: must be a group of settings']);
    expect(await load({ to: 'snes', gamelists: 'g', media: 'm' })).toMatchObject({ gamelists: join(cwd, 'g') });
  });
});

describe('mistakes', () => {
  test('are reported all at once, those of the archive and of the front end', async () => {
    await file({ smwc: { requestDelay: 'soon' } }, 'updategames.config.json');
    await file({ paths: { media: 7 } });
    expect([...(await problemsOf(load({ name: 'x', screenshots: 'no', dryRun: 1 })))].toSorted()).toEqual([
      '--dry-run: takes no value, got 1',
      '--name: must contain {name} or {id}',
      '--screenshots: takes no value, got "no"',
      '--to: is required: the folder of the ROMs, such as --to ~/ROMs/snes',
      'paths.media: must be a path, got 7',
      'smwc.requestDelay: must be a number of milliseconds, got "soon"',
    ]);
  });

  test('a folder without a name is not a system', async () => {
    const { root } = parse(cwd);
    expect(await problemsOf(load({ to: root }))).toEqual([
      `--to: must be the folder of a system, got ${JSON.stringify(root)}`,
    ]);
    expect(await problemsOf(load({ to: '' }))).toEqual(['--to: must be a path, got ""']);
  });

  test.each(['{name}', '{id}', '{type}/{name} v{version}', 'SMW {id}'])('--name %s is accepted', async (name) => {
    expect((await load({ to: 'snes', name })).nameTemplate).toBe(name);
  });

  test.each([
    ['', /must contain \{name\} or \{id\}/],
    ['{version}', /must contain \{name\} or \{id\}/],
    ['{name}//', /must have something before and after each/],
    ['{nmae}', /accepts .*\{name\}.*, not \{nmae\}/],
    ['{name} {', /an unmatched brace/],
  ])('--name %j is refused', async (name, why) => {
    const [problem, ...others] = await problemsOf(load({ to: 'snes', name }));
    expect(others).toEqual([]);
    expect(problem).toMatch(/^--name: /);
    expect(problem).toMatch(why);
  });
});

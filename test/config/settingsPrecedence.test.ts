import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/settings.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'romflow-precedence-'));
});

afterEach(async () => {
  await rm(cwd, { recursive: true });
});

const load = (flags: Record<string, unknown> = {}, env: Record<string, string> = {}) =>
  loadSettings({ flags, env, cwd }, 6);

const file = (content: unknown) => writeFile(join(cwd, 'updategames.config.json'), JSON.stringify(content));

describe('precedence', () => {
  test('flags override the environment, which overrides the file, which overrides defaults', async () => {
    await file({ baseRom: { path: 'file.sfc' }, processing: { processAllPatches: false, retryMax: 5 } });
    expect((await load()).baseRom.path).toBe(join(cwd, 'file.sfc'));
    const settings = await load({ allPatches: true, archive: 'smw' }, { SMW_ROM_PATH: 'env.sfc' });
    expect(settings.baseRom.path).toBe(join(cwd, 'env.sfc'));
    expect(settings.processing).toMatchObject({ processAllPatches: true, retryMax: 5 });
  });

  test('the file may set every key', async () => {
    const paths = {
      zips: 'a',
      patch: 'b',
      rom: 'c',
      blobs: 'd',
      temp: 'e',
      hacks: 'f',
      meta: 'g',
      pat_meta: 'h',
      rom_meta: 'i',
    };
    const everything = {
      smwc: {
        baseUrl: 'http://127.0.0.1:8080/',
        requestDelay: 1,
        extraDelay: 2,
        downloadDelay: 3,
        fullCrawlDays: 4,
        userAgent: 'mine',
      },
      baseRom: { path: 'mine.sfc', sha224: 'a'.repeat(56) },
      paths,
      processing: { processAllPatches: true, maxConcurrent: 2, retryMax: 4, workers: 5, compression: 'small' },
      redis: { handOut: 6, lockSeconds: 7 },
    };
    await file(everything);
    const { smwc, processing, redis } = everything;
    expect(await load()).toMatchObject({
      smwc,
      processing,
      redis,
      baseRom: { path: join(cwd, 'mine.sfc'), sha224: 'a'.repeat(56) },
      paths: Object.fromEntries(Object.entries(paths).map(([name, folder]) => [name, join(cwd, folder)])),
    });
  });

  test('flags override the file and defaults', async () => {
    await file({ processing: { maxConcurrent: 2, workers: 5 }, baseRom: { path: 'file.sfc' } });
    const flags = { concurrency: '3', workers: '4', baseRom: 'flag.sfc', redis: 'redis://flag:6379' };
    const env = { SMW_ROM_PATH: 'env.sfc', ROMFLOW_REDIS: 'redis://env:6379' };
    expect(await load(flags, env)).toMatchObject({
      processing: { maxConcurrent: 3, workers: 4 },
      baseRom: { path: join(cwd, 'flag.sfc') },
      redis: { address: 'redis://flag:6379' },
    });
    expect((await load({}, env)).redis.address).toBe('redis://env:6379');
    const switches = { dryRun: true, fullCrawl: true, retryFailed: true, ui: false };
    expect(await load({ ...switches, limit: '7', logFile: 'log' })).toMatchObject({
      ...switches,
      limit: 7,
      logFile: join(cwd, 'log'),
    });
    expect(await load({ fetchMetadata: false, gameIds: ['1,2'] })).toMatchObject({
      fetchMetadata: false,
      gameIds: ['1', '2'],
    });
    expect(await load({ processNew: false })).toMatchObject({ processNew: false });
  });

  test('--no-all-patches overrides the file', async () => {
    await file({ processing: { processAllPatches: true } });
    expect((await load()).processing.processAllPatches).toBe(true);
    expect((await load({ allPatches: false })).processing.processAllPatches).toBe(false);
  });

  test('relative paths in the file are below the archive, those in flags and the environment below the working folder', async () => {
    await file({ paths: { zips: './custom-zips', blobs: resolve(cwd, 'elsewhere') } });
    const settings = await load(
      { archive: 'smw' },
      { RHDATA_DB_PATH: 'rh.db', PATCHBIN_DB_PATH: resolve(cwd, 'pb.db') },
    );
    expect(settings.archive).toBe(join(cwd, 'smw'));
    expect(settings.paths.zips).toBe(join(cwd, 'smw', 'custom-zips'));
    expect(settings.paths.blobs).toBe(join(cwd, 'elsewhere'));
    expect(settings.databases).toEqual({ rhdata: join(cwd, 'rh.db'), patchbin: join(cwd, 'pb.db') });
  });

  test('an empty variable counts as not set', async () => {
    const settings = await load({}, { SMW_ROM_PATH: '', FLIPS_PATH: '', RHDATA_DB_PATH: '', DEBUG: '' });
    expect(settings.baseRom.path).toBe(join(cwd, 'smw.sfc'));
    expect(settings.flipsPath).toBeNull();
    expect(settings.debug).toBe(false);
  });

  test('FLIPS_PATH is a path, or a bare name to be found on the PATH', async () => {
    expect((await load({}, { FLIPS_PATH: './flips' })).flipsPath).toBe(join(cwd, 'flips'));
    expect((await load({}, { FLIPS_PATH: 'flips' })).flipsPath).toBe('flips');
  });

  test.each([
    ['rhtools:*', true],
    ['express:*,rhtools:*', true],
    ['*', true],
    ['express:*', false],
    ['myrhtools:*', false],
  ])('DEBUG=%s: %s', async (DEBUG, debug) => {
    expect((await load({}, { DEBUG })).debug).toBe(debug);
  });
});

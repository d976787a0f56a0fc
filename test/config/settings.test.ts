import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/settings.js';
import { problemsOf } from './problemsOf.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'romflow-settings-'));
});

afterEach(async () => {
  await rm(cwd, { recursive: true });
});

const load = (flags: Record<string, unknown> = {}, env: Record<string, string> = {}) =>
  loadSettings({ flags, env, cwd }, 6);

const file = (content: unknown, name = 'updategames.config.json') =>
  writeFile(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));

describe('defaults', () => {
  test('are as documented', async () => {
    const settings = await load();
    expect(settings.smwc).toEqual({
      baseUrl: 'https://www.smwcentral.net/',
      requestDelay: 60000,
      extraDelay: 10000,
      downloadDelay: 12000,
      fullCrawlDays: 30,
      userAgent: `romflow/${settings.version} (+https://github.com/romflow/romflow)`,
    });
    expect(settings.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(settings.archive).toBe(cwd);
    expect(settings.databases).toEqual({
      rhdata: join(cwd, 'electron', 'rhdata.db'),
      patchbin: join(cwd, 'electron', 'patchbin.db'),
    });
    expect(settings.baseRom).toEqual({
      path: join(cwd, 'smw.sfc'),
      sha224: 'fdc4c00e09a8e08d395003e9c8a747f45a9e5e94cbfedc508458eb08',
    });
    const names = ['zips', 'patch', 'rom', 'blobs', 'temp', 'hacks', 'meta', 'pat_meta', 'rom_meta'];
    expect(settings.paths).toEqual(Object.fromEntries(names.map((name) => [name, join(cwd, name)])));
    expect(settings.processing).toEqual({
      processAllPatches: false,
      maxConcurrent: 7,
      retryMax: 3,
      compression: 'fast',
      workers: 0,
    });
    expect(settings).toMatchObject({
      flipsPath: null,
      debug: false,
      json: false,
      dryRun: false,
      fetchMetadata: true,
      processNew: true,
      retryFailed: false,
      gameIds: [],
      limit: null,
    });
  });

  test('are frozen, including groups and lists', async () => {
    const settings = await load({ gameIds: ['1'] });
    for (const part of [settings, settings.smwc, settings.paths, settings.processing, settings.gameIds]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test('assume at least one core', async () => {
    const settings = await loadSettings({ flags: {}, env: {}, cwd }, 0);
    expect(settings.processing.maxConcurrent).toBe(1);
  });

  test('stay within what the file may say, however many cores there are', async () => {
    const settings = await loadSettings({ flags: {}, env: {}, cwd }, 384);
    expect(settings.processing.maxConcurrent).toBe(256);
  });
});

describe('the file', () => {
  test.each(['yaml', 'yml', 'YAML'])('is read as YAML when it ends in .%s', async (extension) => {
    await file('# slower\nsmwc:\n  requestDelay: 90000\nprocessing: { maxConcurrent: 1 }\n', `own.${extension}`);
    const settings = await load({ config: `own.${extension}` });
    expect(settings.smwc.requestDelay).toBe(90000);
    expect(settings.processing.maxConcurrent).toBe(1);
  });

  test('may begin with a byte order mark, and may be empty YAML', async () => {
    await file('\uFEFF{"processing":{"retryMax":1}}');
    expect((await load()).processing.retryMax).toBe(1);
    await file('# nothing\n', 'empty.yaml');
    expect((await load({ config: 'empty.yaml' })).processing.retryMax).toBe(3);
  });

  test('may be missing only under its default name', async () => {
    expect(await problemsOf(load({ config: 'none.json' }))).toEqual(['--config: there is no file none.json']);
  });

  test.each([
    ['own.toml', 'x = 1', 'own.toml: must end in .json, .yaml or .yml'],
    ['own.json', '[1]', 'own.json: must hold groups of settings, got a list'],
    ['own.json', 'null', 'own.json: must hold groups of settings, got null'],
  ])('is refused as %s holding %s', async (name, content, problem) => {
    await file(content, name);
    expect(await problemsOf(load({ config: name }))).toEqual([problem]);
  });

  test.each([
    ['own.json', '{"smwc": ', /^own\.json: is not valid JSON(?: \(character \d+\))?; text must be in double quotes/],
    ['own.json', '{"smwc": {},}', /^own\.json: is not valid JSON \(character 13\); text must be in double quotes/],
    ['own.yaml', 'smwc: [1', /^own\.yaml: is not valid YAML \(line 1, column 9\); .+$/],
  ])('is reported in one line if %s does not parse', async (name, content, problem) => {
    await file(content, name);
    const problems = await problemsOf(load({ config: name }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  test.each([
    [
      'smwc:\n  userAgent: a\n  userAgent: b\n',
      'has the same key twice in one group (line 3, column 3): keep one of the two',
    ],
    ['smwc: {}\nsmwc: {}\n', 'has the same key twice in one group (line 2, column 1): keep one of the two'],
    ['smwc:\n\tuserAgent: a\n', 'is indented with a tab (line 2, column 1): indent with spaces'],
    ['smwc: {}\n---\nsmwc: {}\n', 'contains a second document (line 2, column 1): remove the line --- before it'],
    [
      'smwc: &mine { userAgent: a }\npaths:\n  <<: *mine\n  rom: b\n',
      'merges another group with << (line 3, column 3): write out its settings instead',
    ],
  ])('is reported with a place and a remedy for YAML such as %j', async (content, problem) => {
    await file(content, 'own.yaml');
    expect(await problemsOf(load({ config: 'own.yaml' }))).toEqual([`own.yaml: ${problem}`]);
  });

  test.skipIf(process.platform === 'win32')('is refused if it is a pipe, without waiting', async () => {
    execFileSync('mkfifo', [join(cwd, 'own.json')]);
    const problem = 'own.json: is a device, a pipe or a socket, not a file: put a file in its place';
    expect(await problemsOf(load({ config: 'own.json' }))).toEqual([problem]);
  });

  test('is refused if it is a folder or a dangling link', async () => {
    await mkdir(join(cwd, 'own.json'));
    expect(await problemsOf(load({ config: 'own.json' }))).toEqual(['own.json: cannot be read (EISDIR)']);
    await symlink(join(cwd, 'gone'), join(cwd, 'updategames.config.json'), 'junction');
    expect(await problemsOf(load())).toEqual(['updategames.config.json: is a dangling link: repair or remove it']);
  });
});

describe('mistakes', () => {
  test('are reported all at once, each by its key, whatever their source', async () => {
    await file({
      smwc: { requestDelay: 'soon', extraDelay: -1, downloadDelay: 10, userAgent: 'a\nb' },
      baseRom: { sha224: 'abc' },
      processing: { maxConcurrent: 0, retryMax: 1.5, processAllPatches: 'yes' },
      paths: 7,
    });
    const flags = { limit: '0', gameIds: ['12,x'], archive: '', dryRun: { x: true } };
    expect([...(await problemsOf(load(flags)))].sort()).toEqual([
      '--archive: must be a path, got ""',
      '--dry-run: takes no value, got a group',
      '--game-ids: must be hack ids (digits only), got "x"',
      '--limit: must be a whole number of at least 1, got "0"',
      'baseRom.sha224: must be a SHA-224 of 56 hex digits, got "abc"',
      'paths: must be a group of settings, got 7',
      'processing.maxConcurrent: must be a whole number from 1 to 256, got 0',
      'processing.processAllPatches: must be true or false, got "yes"',
      'processing.retryMax: must be a whole number from 1 to 100, got 1.5',
      'smwc.downloadDelay: must be at least 1000 milliseconds for this site, got 10',
      'smwc.extraDelay: must be a number of milliseconds, got -1',
      'smwc.requestDelay: must be a number of milliseconds, got "soon"',
      'smwc.userAgent: must be one line of plain ASCII text, got "a\\nb"',
    ]);
  });

  test.each([
    [{ smwc: { requstDelay: 1 } }, 'smwc.requstDelay', 'smwc.requestDelay'],
    [{ requestDelay: 1 }, 'requestDelay', 'smwc.requestDelay'],
    [{ smcw: {} }, 'smcw', 'smwc'],
    [{ processing: { zips: 'x' } }, 'processing.zips', 'paths.zips'],
    [{ paths: { patmeta: 'x' } }, 'paths.patmeta', 'paths.pat_meta'],
    [{ paths: { constructor: 'x' } }, 'paths.constructor', ''],
  ])('%j is not a setting', async (content, key, nearest) => {
    await file(content);
    const [problem, ...others] = await problemsOf(load());
    expect(others).toEqual([]);
    expect(problem?.startsWith(`${key}: is not a setting; did you mean ${nearest}`)).toBe(true);
  });

  test.each(['01', '12345'])('--limit %s is accepted as a number', async (limit) => {
    expect((await load({ limit })).limit).toBe(Number(limit));
  });

  test.each(['0', '2', '256'])(
    '--workers %s is accepted as a number of threads, and overrides the file',
    async (workers) => {
      await file({ processing: { workers: 7 } });
      expect((await load()).processing.workers).toBe(7);
      expect((await load({ workers })).processing.workers).toBe(Number(workers));
    },
  );

  test.each(['6379', 'http://host', 'redis://', 'redis://host/x', 'redis://:sesame@host/1/2', true])(
    '--redis %j is refused, and the message does not repeat it',
    async (redis) => {
      const problem = 'must be an address such as redis://:password@192.168.1.2:6379, or rediss:// for TLS';
      expect(await problemsOf(load({ redis }))).toEqual([`--redis: ${problem}`]);
      if (typeof redis === 'string')
        expect(await problemsOf(load({}, { ROMFLOW_REDIS: redis }))).toEqual([`ROMFLOW_REDIS: ${problem}`]);
    },
  );

  test('the --redis flag overrides the variable, which means none if empty', async () => {
    const there = { ROMFLOW_REDIS: 'rediss://me:sesame@there:1/2' };
    expect((await load({}, there)).redis).toEqual({ address: there.ROMFLOW_REDIS, handOut: 8, lockSeconds: 30 });
    expect((await load({ redis: 'redis://here' }, there)).redis.address).toBe('redis://here');
    expect((await load({}, { ROMFLOW_REDIS: '' })).redis.address).toBeNull();
  });

  test.each(['', '-1', '257', '1.5', 'two', true])('--workers %j is refused', async (workers) => {
    expect(await problemsOf(load({ workers }))).toMatchObject([
      expect.stringContaining('--workers: must be a whole number from 0 to 256, got'),
    ]);
  });

  test.each(['', '-1', '1.5', '1e3', '0x10', 'ten', '1 2', true])('--limit %j is refused', async (limit) => {
    expect(await problemsOf(load({ limit }))).toHaveLength(1);
  });

  test.each([
    [{ fetchMetadata: false }, '--no-fetch-metadata'],
    [{ gameIds: ['1'] }, '--game-ids'],
  ])('--full-crawl cannot be combined with %j, which reads no catalog', async (flags, other) => {
    expect(await problemsOf(load({ ...flags, fullCrawl: true }))).toEqual([
      `--full-crawl: reads the catalog, but ${other} does not; give only one of them`,
    ]);
    expect(await load({ ...flags, fullCrawl: false })).toMatchObject({ fullCrawl: false });
  });

  test('--game-ids keeps ids as text, without duplicates', async () => {
    expect((await load({ gameIds: ['1, 002', '1,3.0,3'] })).gameIds).toEqual(['1', '002', '3']);
    expect(await problemsOf(load({ gameIds: [','] }))).toHaveLength(1);
    expect(await problemsOf(load({ gameIds: [] }))).toEqual(['--game-ids: must be hack ids, such as 1234,5678']);
    expect(await problemsOf(load({ gameIds: [false], limit: '0' }))).toHaveLength(2);
    expect(await problemsOf(load({ gameIds: ['1;2', '-3', '1.5', '.0'] }))).toEqual([
      '--game-ids: must be hack ids (digits only), got "1;2", "-3", "1.5", ".0"',
    ]);
  });

  test('the databases must be two different files', async () => {
    const env = { RHDATA_DB_PATH: 'all.db', PATCHBIN_DB_PATH: join('x', '..', 'all.db') };
    expect(await problemsOf(load({}, env))).toEqual([
      `PATCHBIN_DB_PATH: must be a different file from rhdata's, got ${join(cwd, 'all.db')} for both`,
    ]);
  });

  test('patches and their metadata, whose files have the same names, must be in two different folders', async () => {
    await file({ paths: { patch: 'all', pat_meta: 'x/../all' } });
    expect(await problemsOf(load())).toEqual([
      'paths.pat_meta: must be a different folder from paths.patch, because their files have the same names',
    ]);
    await file({ paths: { rom: 'all', rom_meta: 'all', pat_meta: 'all' } });
    expect((await load()).paths.pat_meta).toBe(join(cwd, 'all'));
  });

  test('temp must not contain anything that is to be kept', async () => {
    await file({ paths: { temp: '.' } });
    expect((await problemsOf(load()))[0]).toMatch(/^paths\.temp: must be a folder of its own/);
    await file({ paths: { temp: 'work', zips: 'work/zips' } });
    expect(await problemsOf(load())).toEqual(['paths.temp: must be a folder of its own, but it contains zips']);
    await file({ paths: { temp: 'electron' } });
    expect(await problemsOf(load())).toEqual(['paths.temp: must be a folder of its own, but it contains rhdata']);
    await file({ paths: { temp: 'work' }, baseRom: { path: 'work/smw.sfc' } });
    expect(await problemsOf(load())).toEqual(['paths.temp: must be a folder of its own, but it contains the base ROM']);
    await file({ paths: { temp: 'zips/temp' } });
    expect((await load()).paths.temp).toBe(join(cwd, 'zips', 'temp'));
    await file({ paths: { temp: '..temp' } });
    expect((await load()).paths.temp).toBe(join(cwd, '..temp'));
  });
});

describe('the site', () => {
  const smwc = (baseUrl: string, delays: Record<string, number> = {}) => file({ smwc: { baseUrl, ...delays } });
  const hasty = { requestDelay: 0, extraDelay: 0, downloadDelay: 999 };

  test.each([
    'http://127.0.0.1:8080',
    'http://127.9.9.9/',
    'http://[::1]:80/',
    'http://localhost:3000',
    'https://127.1',
  ])('%s is loopback, so delays may be short', async (url) => {
    await smwc(url, hasty);
    expect((await load()).smwc).toMatchObject({ baseUrl: new URL(url).href, ...hasty });
  });

  test.each([
    'https://www.smwcentral.net',
    'https://localhost.example.com/',
    'https://127.0.0.1.example.com/',
    'https://128.0.0.1/',
  ])('%s is not loopback, so every short delay is refused', async (url) => {
    await smwc(url, hasty);
    expect(await problemsOf(load())).toEqual([
      'smwc.requestDelay: must be at least 1000 milliseconds for this site, got 0',
      'smwc.extraDelay: must be at least 1000 milliseconds for this site, got 0',
      'smwc.downloadDelay: must be at least 1000 milliseconds for this site, got 999',
    ]);
    await smwc(url, { requestDelay: 1000, extraDelay: 1000, downloadDelay: 1000 });
    expect((await load()).smwc.requestDelay).toBe(1000);
  });

  test.each([
    ['http://www.smwcentral.net/', /must begin with https/],
    ['http://127.0.0.1.example.com/', /must begin with https/],
    ['ftp://127.0.0.1/', /must begin with https/],
    ['file:///etc/passwd', /must begin with https/],
    ['www.smwcentral.net', /must be an address/],
    ['', /must be an address/],
    ['https://www.smwcentral.net/?a=1', /without/],
  ])('%s is refused', async (url, why) => {
    await smwc(url);
    const [problem, ...others] = await problemsOf(load());
    expect(others).toEqual([]);
    expect(problem).toMatch(/^smwc\.baseUrl: /);
    expect(problem).toMatch(why);
  });

  test('credentials are refused and not repeated', async () => {
    await smwc('https://user:hunter2@www.smwcentral.net/');
    expect(await problemsOf(load())).toEqual(['smwc.baseUrl: must not contain a user name or password']);
  });

  test('a path gets a trailing slash, so that URLs are below it', async () => {
    await smwc('http://127.0.0.1:8080/mirror');
    expect((await load()).smwc.baseUrl).toBe('http://127.0.0.1:8080/mirror/');
  });

  test('a refused address does not cause a second mistake about delays', async () => {
    await smwc('http://127.0.0.1:port/', hasty);
    expect(await problemsOf(load())).toHaveLength(1);
  });
});

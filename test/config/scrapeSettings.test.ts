import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { SCRAPE_DEFAULTS, scrapeKeys } from '../../src/config/scrapeKeys.js';
import { UsageError } from '../../src/model/errors.js';
import { MEDIA_KIND_NAMES } from '../../src/model/mediaKind.js';
import { problemsOf, thrown } from './problemsOf.js';
import { scrapeFolder } from './scrapeFolder.js';

const SECRET = 'p&+#%:ä "x"';

const { at, home, load, file } = scrapeFolder();

describe('defaults', () => {
  test('are as documented', async () => {
    const settings = await load();
    expect(settings.screenscraper).toEqual({ base_url: 'https://api.screenscraper.fr/api2/', softname: 'romflow' });
    expect(settings.credentials).toBeNull();
    expect(settings.missingCredentials).toEqual([
      'screenscraper.user_id',
      'screenscraper.user_password',
      'screenscraper.devid',
      'screenscraper.devpassword',
    ]);
    expect(settings.paths).toEqual({
      roms: at('roms'),
      media: at('downloaded_media'),
      gamelists: at('gamelists'),
    });
    expect(settings.esSystems).toEqual([at('es_systems.xml')]);
    expect(settings.scraping).toEqual({
      systems: [],
      media_types: [...MEDIA_KIND_NAMES],
      preferred_regions: ['us', 'wor', 'eu', 'jp', 'ss'],
      preferred_language: 'en',
      scrape_mode: null,
      merge_strategy: 'preserve_user_edits',
      name_verification: 'normal',
      gamelist_integrity_threshold: 0.95,
      auto_favorite_enabled: false,
      auto_favorite_threshold: 0.9,
      auto_sortname_enabled: false,
      filter_non_disc1: false,
      crc_size_limit: 1073741824,
    });
    expect(settings.media).toEqual({ validation_mode: 'normal', image_min_dimension: 50 });
    expect(settings.api).toEqual({
      request_timeout: 30,
      max_retries: 3,
      retry_backoff_seconds: 5,
      quota_warning_threshold: 0.95,
    });
    expect(settings.search).toEqual({
      enable_search_fallback: false,
      interactive_search: false,
      confidence_threshold: 0.7,
      max_results: 5,
    });
    expect(settings.runtime).toEqual({ dry_run: false, enable_cache: true });
    expect(settings.logging).toEqual({ level: 'info', file: null });
    expect(settings).toMatchObject({
      update: false,
      threads: null,
      prune: false,
      yes: false,
      json: false,
      debug: false,
    });
  });

  test('exist for every key but the secrets', () => {
    const keys = Object.entries(SCRAPE_DEFAULTS).flatMap(([section, group]) => [
      section,
      ...Object.keys(group).map((key) => `${section}.${key}`),
    ]);
    const credentials = ['user_id', 'user_password', 'devid', 'devpassword'].map((key) => `screenscraper.${key}`);
    expect([...keys, ...credentials, 'notify.webhook'].toSorted()).toEqual([...scrapeKeys].toSorted());
  });

  test('are frozen, including groups and lists', async () => {
    await file({ screenscraper: { user_id: 'u', user_password: 'p', devid: 'd', devpassword: 'v' } });
    const settings = await load();
    const { scraping } = settings;
    const parts = [...Object.values(settings), scraping.systems, scraping.media_types, scraping.preferred_regions];
    expect(settings.credentials).not.toBeNull();
    for (const part of [settings, ...parts]) expect(Object.isFrozen(part)).toBe(true);
  });

  test.each(['', '# nothing\n', 'scraping:\npaths:\n', '{}'])('apply to a file of %j', async (content) => {
    const without = await load();
    await file(content);
    expect(await load()).toEqual(without);
  });
});

describe('the file', () => {
  /** Every key, with something other than its default. */
  const everything = {
    screenscraper: {
      user_id: 'me',
      user_password: SECRET,
      devid: 'dev',
      devpassword: `${SECRET}2`,
      softname: 'my software',
      base_url: 'http://127.0.0.1:8080/api2',
    },
    paths: { roms: '~/ROMs', media: resolve(tmpdir(), 'media'), gamelists: 'lists', es_systems: 'own.xml' },
    scraping: {
      systems: ['nes', 'snes', 'nes'],
      media_types: ['ss', 'box-2D', 'screenshots', 'WHEEL', 'videos'],
      preferred_regions: ['EU', 'jp'],
      preferred_language: 'DE',
      scrape_mode: 'force',
      merge_strategy: 'reset_all',
      name_verification: 'lenient',
      gamelist_integrity_threshold: 0,
      auto_favorite_enabled: true,
      auto_favorite_threshold: 1,
      auto_sortname_enabled: true,
      filter_non_disc1: true,
      crc_size_limit: 0,
    },
    media: { validation_mode: 'strict', image_min_dimension: 1 },
    api: { request_timeout: 0.5, max_retries: 0, retry_backoff_seconds: 0, quota_warning_threshold: 1 },
    search: { enable_search_fallback: true, interactive_search: true, confidence_threshold: 0.25, max_results: 10 },
    runtime: { dry_run: true, enable_cache: false },
    logging: { level: 'DEBUG', file: './logs/romflow.log' },
  };

  test.each(['own/settings.json', 'own/settings.yaml', 'own/settings.YML'])(
    'may be %s, and set every key',
    async (name) => {
      await file(everything, name);
      await file('<systemList/>', 'own/own.xml');
      const settings = await load({ config: name });
      const { screenscraper, paths, scraping, logging, ...rest } = everything;
      expect(settings).toMatchObject(rest);
      expect(settings.credentials).toEqual({
        userId: screenscraper.user_id,
        userPassword: screenscraper.user_password,
        devid: screenscraper.devid,
        devpassword: screenscraper.devpassword,
        softname: screenscraper.softname,
      });
      expect(settings.missingCredentials).toEqual([]);
      expect(settings.screenscraper).toEqual({ base_url: 'http://127.0.0.1:8080/api2/', softname: 'my software' });
      expect(settings.paths).toEqual({
        roms: home('ROMs'),
        media: paths.media,
        gamelists: at('own', 'lists'),
      });
      expect(settings.esSystems).toEqual([at('own', 'own.xml')]);
      expect(settings.scraping).toEqual({
        ...scraping,
        systems: ['nes', 'snes'],
        media_types: ['screenshots', 'covers', 'marquees', 'videos'],
        preferred_regions: ['eu', 'jp'],
        preferred_language: 'de',
      });
      expect(settings.logging).toEqual({ ...logging, level: 'debug', file: at('own', 'logs', 'romflow.log') });
    },
  );

  test('is understood in the shape of the specification', async () => {
    await file(
      [
        'screenscraper:',
        '  user_id: "your_username"',
        '  user_password: "your_password"',
        'paths:',
        '  roms: ./roms',
        '  media: ./downloaded_media',
        '  gamelists: ./gamelists',
        '  es_systems: ./es_systems.xml',
        'scraping:',
        '  systems: []  # Empty = all systems',
        '  media_types: [box-2D, ss]',
        '  preferred_regions: [us, wor, eu]',
        'runtime:',
        '  dry_run: false',
      ].join('\n'),
    );
    const settings = await load();
    expect(settings.scraping.media_types).toEqual(['covers', 'screenshots']);
    expect(settings.missingCredentials).toEqual(['screenscraper.devid', 'screenscraper.devpassword']);
  });

  test('may be missing only under its default name', async () => {
    expect(await problemsOf(load({ config: 'none.yaml' }))).toEqual(['--config: there is no file none.yaml']);
  });

  test('may refer to the home folder as ~, at the start of a path only', async () => {
    await file({ paths: { roms: '~', media: '~user/media', gamelists: 'a/~/b' }, logging: { file: '~/log' } });
    const settings = await load();
    expect(settings.paths).toEqual({
      roms: home(),
      media: at('~user', 'media'),
      gamelists: at('a', '~', 'b'),
    });
    expect(settings.logging.file).toBe(home('log'));
  });
});

describe('precedence', () => {
  const credentials = { user_id: 'file', user_password: 'file', devid: 'file', devpassword: 'file', softname: 'file' };

  test('the environment overrides the file, one variable at a time', async () => {
    await file({ screenscraper: credentials });
    const env = { SCREENSCRAPER_USER: 'env', SCREENSCRAPER_PASSWORD: SECRET, SCREENSCRAPER_DEVID: '' };
    expect((await load({}, env)).credentials).toEqual({
      userId: 'env',
      userPassword: SECRET,
      devid: 'file',
      devpassword: 'file',
      softname: 'file',
    });
    const others = { SCREENSCRAPER_DEVID: 'e1', SCREENSCRAPER_DEVPASSWORD: 'e2', SCREENSCRAPER_SOFTNAME: 'e3' };
    const settings = await load({}, others);
    expect(settings.credentials).toMatchObject({ userId: 'file', devid: 'e1', devpassword: 'e2', softname: 'e3' });
    expect(settings.screenscraper.softname).toBe('e3');
  });

  test('flags override the file', async () => {
    await file({
      scraping: { systems: ['nes', 'snes'], scrape_mode: 'force' },
      runtime: { dry_run: true },
      search: { enable_search_fallback: true, interactive_search: true },
    });
    const filed = await load();
    expect(filed.scraping).toMatchObject({ systems: ['nes', 'snes'], scrape_mode: 'force' });
    const flags = {
      systems: ['genesis'],
      mode: 'new_only',
      dryRun: false,
      enableSearch: false,
      interactiveSearch: false,
    };
    const settings = await load(flags);
    expect(settings.scraping).toMatchObject({ systems: ['genesis'], scrape_mode: 'new_only' });
    expect(settings.runtime.dry_run).toBe(false);
    expect(settings.search).toMatchObject({ enable_search_fallback: false, interactive_search: false });
  });

  test('flags override defaults', async () => {
    const flags = { dryRun: true, prune: true, json: true, yes: true, threads: '2', enableSearch: true };
    expect(await load(flags)).toMatchObject({
      runtime: { dry_run: true },
      search: { enable_search_fallback: true, interactive_search: false },
      prune: true,
      json: true,
      yes: true,
      threads: 2,
    });
  });

  test('empty values count as not given', async () => {
    await file('screenscraper:\n  user_id: ""\n  user_password:\n  devid: d\n  devpassword: v\n');
    const settings = await load();
    expect(settings.credentials).toBeNull();
    expect(settings.missingCredentials).toEqual(['screenscraper.user_id', 'screenscraper.user_password']);
  });

  test('XDG_STATE_HOME and DEBUG take effect', async () => {
    const settings = await load({}, { XDG_STATE_HOME: at(), DEBUG: 'rhtools:*' });
    expect(settings).toMatchObject({ stateFolder: at('romflow'), debug: true });
  });
});

describe('flags', () => {
  test.each([[['nes', 'snes']], [['nes,snes']], [['nes snes', 'nes']], [[' nes ,, snes,']]])(
    '--systems %j means nes and snes',
    async (systems) => {
      expect((await load({ systems })).scraping.systems).toEqual(['nes', 'snes']);
    },
  );

  test.each([[['']], [[',', ' ']], [[false]]])('--systems %j is refused, as it names none', async (systems) => {
    expect(await problemsOf(load({ systems }))).toEqual([
      expect.stringMatching(/^--systems: must be system names, such as nes snes/),
    ]);
  });

  test.each([
    [{}, 'force', false],
    [{ skipScraped: true }, null, false],
    [{ update: true }, 'changed', true],
    [{ mode: 'changed' }, 'changed', false],
    [{ mode: 'skip' }, 'skip', false],
    [{ mode: 'force', update: false, skipScraped: false }, 'force', false],
    [{ update: false, skipScraped: true }, null, false],
  ])('%j override a file with force: mode %s, update %s', async (flags, mode, update) => {
    await file({ scraping: { scrape_mode: 'force' } });
    const settings = await load(flags);
    expect(settings.scraping.scrape_mode).toBe(mode);
    expect(settings.update).toBe(update);
  });

  test('--interactive-search implies searching', async () => {
    expect((await load({ interactiveSearch: true })).search).toMatchObject({
      enable_search_fallback: true,
      interactive_search: true,
    });
  });

  test.each([
    [{ skipScraped: true, update: true }, '--skip-scraped and --update'],
    [{ mode: 'force', update: true }, '--mode and --update'],
    [{ mode: 'new_only', skipScraped: true }, '--mode and --skip-scraped'],
    [{ mode: 'skip', skipScraped: true, update: true }, '--mode and --skip-scraped and --update'],
    [{ interactiveSearch: true, enableSearch: false }, '--interactive-search and --no-enable-search'],
  ])('%j contradict each other', async (flags, names) => {
    const error = await thrown(load(flags));
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toMatch(new RegExp(`^UsageError: ${names} cannot be combined[^.]*\\.$`));
  });
});

describe('lists of systems', () => {
  const custom = () => home('ES-DE', 'custom_systems', 'es_systems.xml');
  const bundled = () => home('bundled.xml');

  beforeEach(() => rm(at('es_systems.xml')));

  test('if there is none, the message says where to get one', async () => {
    const [problem, ...others] = await problemsOf(load());
    expect(others).toEqual([]);
    expect(problem).toMatch(/^paths\.es_systems: there is no .*es_systems\.xml.*resources\/systems.*set its path$/);
  });

  test('one that is configured must exist', async () => {
    await file('', bundled());
    await file({ paths: { es_systems: 'own.xml' } });
    expect(await problemsOf(load())).toEqual([`paths.es_systems: there is no file ${at('own.xml')}`]);
    await mkdir(at('own.xml'));
    expect(await problemsOf(load())).toHaveLength(1);
  });

  test('ES-DE’s own are found, the user’s first', async () => {
    await file('', bundled());
    expect((await load()).esSystems).toEqual([bundled()]);
    await file('', custom());
    expect((await load()).esSystems).toEqual([custom(), bundled()]);
    await rm(bundled());
    expect((await load()).esSystems).toEqual([custom()]);
  });

  test('one beside the configuration overrides ES-DE’s', async () => {
    await file('', bundled());
    await file('', 'es_systems.xml');
    expect((await load()).esSystems).toEqual([at('es_systems.xml')]);
    await file('', 'own/es_systems.xml');
    await file('', 'own/config.yaml');
    expect((await load({ config: 'own/config.yaml' })).esSystems).toEqual([at('own', 'es_systems.xml')]);
  });

  test.each(['paths: 7', 'paths: { es_systems: 7 }', 'paths: {', '- x'])(
    'with %j, a missing list is not reported on top',
    async (content) => {
      await file(content);
      expect(await problemsOf(load())).toHaveLength(1);
    },
  );
});

import { describe, expect, test } from 'vitest';
import { scrapeKeys } from '../../src/config/scrapeKeys.js';
import { problemsOf } from './problemsOf.js';
import { scrapeFolder } from './scrapeFolder.js';

const SECRET = 'p&+#%:ä "x"';

const { at, load, file } = scrapeFolder();

describe('mistakes', () => {
  test('are reported all at once, each by its key, whatever their source', async () => {
    await file({
      screenscraper: { softname: 'a\nb', base_url: 'http://api.screenscraper.fr/' },
      paths: { roms: '', es_systems: 'none.xml' },
      scraping: {
        systems: 'nes',
        media_types: ['covrs', 'box-2D', 'sss'],
        preferred_regions: ['us', 'U S'],
        preferred_language: 'english',
        scrape_mode: 'all',
        merge_strategy: 'keep',
        name_verification: true,
        gamelist_integrity_threshold: 95,
        auto_favorite_enabled: 'yes',
        crc_size_limit: -1,
      },
      media: { validation_mode: 'off', image_min_dimension: 0 },
      api: { request_timeout: 0, max_retries: 1.5, retry_backoff_seconds: '5', quota_warning_threshold: null },
      search: { max_results: 11 },
      runtime: 'fast',
      logging: { level: 'LOUD', file: '' },
    });
    const flags = { threads: '0', mode: 'al', dryRun: 'x' };
    const modes = 'new_only, changed, force, skip';
    expect([...(await problemsOf(load(flags)))].toSorted()).toEqual([
      '--dry-run: takes no value, got "x"',
      `--mode: must be one of ${modes}, got "al"`,
      '--threads: must be a whole number of at least 1, got "0"',
      'api.max_retries: must be a whole number from 0 to 100, got 1.5',
      'api.quota_warning_threshold: must be a number from 0 to 1, got null',
      'api.request_timeout: must be a number from 0.001 to 3600, got 0',
      'api.retry_backoff_seconds: must be a number from 0 to 3600, got "5"',
      'logging.file: must be a path, got ""',
      'logging.level: must be one of debug, info, warning, error, got "loud"',
      'media.image_min_dimension: must be a whole number from 1 to 100000, got 0',
      'media.validation_mode: must be one of disabled, normal, strict, got "off"',
      'paths.es_systems: there is no file ' + at('none.xml'),
      'paths.roms: must be a path, got ""',
      'runtime: must be a group of settings',
      'scraping.auto_favorite_enabled: must be true or false, got "yes"',
      'scraping.crc_size_limit: must be a whole number from 0 to 9007199254740991, got -1',
      'scraping.gamelist_integrity_threshold: must be a number from 0 to 1, got 95',
      'scraping.media_types: there is no media type "covrs"; did you mean covers?',
      'scraping.media_types: there is no media type "sss"; did you mean ss?',
      'scraping.merge_strategy: must be one of preserve_user_edits, refresh_metadata, reset_all, got "keep"',
      'scraping.name_verification: must be one of strict, normal, lenient, disabled, got true',
      'scraping.preferred_language: must be a language, such as en, got "english"',
      'scraping.preferred_regions: must be a list of regions, such as us, got "U S"',
      `scraping.scrape_mode: must be one of ${modes}, got "all"`,
      'scraping.systems: must be a list of system names, got "nes"',
      'screenscraper.base_url: must begin with https:// (http:// is accepted for this machine only)',
      'screenscraper.softname: must be one line of plain ASCII text, got "a\\nb"',
      'search.max_results: must be a whole number from 1 to 10, got 11',
    ]);
  });

  test.each([
    [{ screenscraper: { user_name: 'x' } }, 'screenscraper.user_name', 'screenscraper.user_id'],
    [{ screenscraper: { user_pasword: 'x' } }, 'screenscraper.user_pasword', 'screenscraper.user_password'],
    [{ scrapping: {} }, 'scrapping', 'scraping'],
    [{ media: { media_types: [] } }, 'media.media_types', 'scraping.media_types'],
    [{ runtime: { crc_size_limit: 0 } }, 'runtime.crc_size_limit', 'scraping.crc_size_limit'],
    [{ max_retries: 1 }, 'max_retries', 'api.max_retries'],
    [{ smwc: {} }, 'smwc', ''],
    [{ paths: { zips: 'x' } }, 'paths.zips', 'paths.'],
    [{ processing: { retryMax: 3 } }, 'processing', ''],
  ])('%j is not a setting, and the nearest scrape key is suggested', async (content, key, nearest) => {
    await file(content);
    const [problem, ...others] = await problemsOf(load());
    expect(others).toEqual([]);
    const [, unknown, named = ''] = /^(\S+): is not a setting; did you mean (\S+)\?$/.exec(problem ?? '') ?? [];
    expect(unknown).toBe(key);
    expect(scrapeKeys).toContain(named);
    expect(named.startsWith(nearest)).toBe(true);
  });

  test('in a list are reported one by one, without a stack trace', async () => {
    await file({ scraping: { systems: [1, 'nes', ''], preferred_regions: [['us']], media_types: [7, 'covers'] } });
    expect(await problemsOf(load())).toEqual([
      'scraping.systems: must be a list of system names, got 1',
      'scraping.systems: must be a list of system names, got ""',
      'scraping.media_types: must be a list of names, got 7',
      'scraping.preferred_regions: must be a list of regions, such as us, got a list',
    ]);
  });

  test.each([
    'https://user:pass@api.screenscraper.fr/',
    'http://example.com/api2/',
    'https://api.screenscraper.fr/api2/?devpassword=secret',
    'secret',
  ])('the address %s is refused and not repeated', async (url) => {
    await file({ screenscraper: { base_url: url } });
    const [problem, ...others] = await problemsOf(load());
    expect(others).toEqual([]);
    expect(problem).toMatch(/^screenscraper\.base_url: must /);
    expect(problem).not.toContain(url);
    expect(problem).not.toContain('smwcentral');
  });
});

describe('no message contains a password', () => {
  /** Too long to occur by chance. */
  const words = 'hunter2x';

  test.each([
    [{ screenscraper: { user_password: 82731964 } }, 'screenscraper.user_password: must be text: put it in quotes'],
    [{ screenscraper: { devpassword: [SECRET] } }, 'screenscraper.devpassword: must be text: put it in quotes'],
    [{ screenscraper: { user_id: true } }, 'screenscraper.user_id: must be text: put it in quotes'],
    [{ screenscraper: SECRET }, 'screenscraper: must be a group of settings'],
    [{ screenscraper: [SECRET] }, 'screenscraper: must be a group of settings'],
    [JSON.stringify(SECRET), 'config.yaml: must hold groups of settings'],
    [[SECRET], 'config.yaml: must hold groups of settings'],
  ])('%j', async (content, problem) => {
    await file(content);
    expect(await problemsOf(load())).toEqual([problem]);
  });

  test('if a password is used as a key', async () => {
    await file({ [SECRET]: 1, screenscraper: { [SECRET]: 'x', user_pasword: 'x' } });
    const problems = await problemsOf(load());
    const unnamed = `(a key of ${SECRET.length} characters)`;
    expect(problems.map((problem) => problem.replace(/;.*/, '')).toSorted()).toEqual([
      `${unnamed}: is not a setting`,
      `screenscraper.${unnamed}: is not a setting`,
      'screenscraper.user_pasword: is not a setting',
    ]);
  });

  test('if a password is in the wrong place', async () => {
    await file({ user_password: SECRET, paths: { devpassword: SECRET }, screenscraper: { password: SECRET } });
    const problems = await problemsOf(load());
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).not.toContain(SECRET);
  });

  test.each([
    ['config.yaml', `screenscraper:\n  user_password: *${words}\n`],
    ['config.yaml', `screenscraper:\n  user_password: !${words}\n`],
    ['config.yaml', `screenscraper:\n  user_password: |${words}\n`],
    ['config.yaml', `screenscraper:\n  user_password: @${words}\n`],
    ['config.yaml', `screenscraper:\n  user_password: "a" ${words}\n`],
    ['config.yaml', `screenscraper:\n  user_password: ${words}: x\n`],
    ['config.yaml', `screenscraper: {user_password: [${words}\n`],
    ['own.json', `{"screenscraper": {"user_password": ${words}}}`],
    ['own.json', `{${words}`],
    ['own.json', words],
  ])('if %s does not parse: %j', async (name, content) => {
    await file(content, name);
    const problems = await problemsOf(load(name === 'own.json' ? { config: name } : {}));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^(?:config\.yaml|own\.json): is not valid (?:YAML|JSON).*quotes/);
    expect(problems[0]).not.toContain(words);
  });

  test('if the password is there twice, or merged in', async () => {
    await file(`screenscraper:\n  user_password: ${words}\n  user_password: ${words}\n`);
    expect(await problemsOf(load())).toEqual([
      'config.yaml: has the same key twice in one group (line 3, column 3): keep one of the two',
    ]);
    await file(`x: &${words} {user_password: ${words}}\nscreenscraper:\n  <<: *${words}\n`);
    expect(await problemsOf(load())).toEqual([
      'config.yaml: merges another group with << (line 3, column 3): write out its settings instead',
    ]);
  });

  test('but says where the file does not parse', async () => {
    await file('screenscraper:\n  user_password: @x\n');
    expect(await problemsOf(load())).toEqual([
      'config.yaml: is not valid YAML (line 2, column 18); text with special characters, such as a password, must be in quotes',
    ]);
  });

  test.each([
    ['as Latin-1', Buffer.from('screenscraper: {user_password: "é"}', 'latin1')],
    ['as UTF-16', Buffer.from('\uFEFFscreenscraper: {user_password: "x"}', 'utf16le')],
  ])('encoding mistakes are reported as such when the file is written %s', async (_, bytes) => {
    await file(bytes);
    expect(await problemsOf(load())).toEqual(['config.yaml: is not UTF-8 text: save it as UTF-8']);
  });
});

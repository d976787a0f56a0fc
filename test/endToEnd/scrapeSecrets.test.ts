import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEMO_CREDENTIALS } from '../../src/demo/screenScraper/account.js';
import { type ScreenScraperFault, echo, lineAs200, redirect, refuse } from '../../src/demo/screenScraper/faults.js';
import type { ScreenScraperRequest } from '../../src/demo/screenScraper/server.js';
import { esDePlace, siteOf } from './esDePlace.js';
import { formsOf, leaksOf } from './leaks.js';
import type { Surroundings } from './program.js';
import { filesBelow } from './treeState.js';

const SECRETS = { 'the password': DEMO_CREDENTIALS.userPassword, 'the developer’s': DEMO_CREDENTIALS.devpassword };

test('the search for leaks finds them', () => {
  for (const secret of Object.values(SECRETS)) {
    for (const [name, form] of formsOf(secret)) {
      expect(form.length, name).toBeGreaterThan(8);
      expect(leaksOf(Buffer.concat([Buffer.from('\0x'), form, Buffer.from('x\0')]), secret)).toContain(name);
    }
    for (const before of ['', 'a', 'ab', 'me:', 'user:']) {
      for (const alphabet of ['base64', 'base64url'] as const) {
        const text = Buffer.from(`${before}${secret}!`).toString(alphabet);
        expect(leaksOf(Buffer.from(`Basic ${text}`), secret).join()).toMatch(/base64/);
      }
    }
    expect(leaksOf(Buffer.from('nothing of it, %20 & "x" d<v>'), secret)).toEqual([]);
  }
});

type Meddle = (request: ScreenScraperRequest) => ScreenScraperFault | null;

test('neither password is ever printed, logged or stored, in any form', { timeout: 180_000 }, async () => {
  let meddle: Meddle = () => null;
  const place = await esDePlace({
    config: {
      logging: { level: 'debug', file: 'logs/romflow.log' },
      api: { max_retries: 1, request_timeout: 5 },
      scraping: { media_types: ['covers', 'ss', 'fanart', 'video', 'wheel'] },
    },
    faults: (request) => meddle(request),
  });
  const elsewhere = await siteOf({});
  const said: string[] = [];
  const run = async (
    flags: readonly string[],
    next: Meddle = () => null,
    surroundings: Partial<Surroundings> = {},
  ): Promise<number | null> => {
    meddle = next;
    const { code, out, err } = await place.scrape(flags, { env: { DEBUG: 'rhtools:*' }, ...surroundings });
    said.push(out, err);
    return code;
  };
  const rom = ({ url }: ScreenScraperRequest, beginning: string): boolean =>
    url.searchParams.get('romnom')?.startsWith(beginning) === true;
  const secrets = Object.values(SECRETS).map(encodeURIComponent).join('/');
  /** The richest case: errors that repeat the request, URLs and redirects that contain the passwords. */
  const echoing: Meddle = (request) => {
    const { call, url } = request;
    const medium = url.searchParams.get('media') ?? '';
    if (call === 'jeuRecherche') return echo(url, 200);
    if (rom(request, 'Pond')) return echo(url);
    if (rom(request, 'Kite')) return echo(url, 200);
    if (rom(request, 'Night')) return redirect(`${elsewhere.origin}/${secrets}${url.search}`);
    if (rom(request, 'Saga')) return redirect(`/api2/${secrets}${url.search}`);
    if (rom(request, 'Bare')) return { kind: 'answer', status: 400, body: url.href };
    if (rom(request, 'Rocket')) return lineAs200(`<Data>${url.href}`);
    if (medium.startsWith('box-2D')) return echo(url, 200);
    if (medium.startsWith('ss')) return echo(url);
    if (medium.startsWith('wheel')) return redirect(`http://localhost:${new URL(elsewhere.origin).port}/${url.search}`);
    if (medium.startsWith('video')) return { kind: 'cut' };
    return null;
  };

  expect(await run(['--dry-run'])).toBe(0);
  expect(await run(['--json', '--enable-search'], echoing)).toBe(1);
  expect(await run(['--enable-search'], echoing)).toBe(1);
  expect(await run([], ({ call, url }) => (call === 'ssuserInfos' ? echo(url) : null))).toBe(1);
  expect(await run(['--systems', 'nes'], ({ url }) => lineAs200(`Erreur de login ${url.href}`))).toBe(2);
  const spent: Meddle = ({ call, url }) =>
    call === 'jeuInfos' ? { kind: 'answer', status: 430, body: url.href } : null;
  expect(await run(['--json', '--mode', 'force', '--systems', 'nes'], spent)).toBe(3);
  expect(await run(['--systems', 'nes'], ({ call }) => (call === 'jeuInfos' ? refuse(423) : null))).toBe(3);
  place.site.changeAccount({ userPassword: 'another', loginRefusal: 'text' });
  expect(await run(['--mode', 'force'])).toBe(2);
  place.site.changeAccount({ userPassword: DEMO_CREDENTIALS.userPassword });

  // From the environment, and in a configuration that is invalid because of them.
  place.configure({ screenscraper: { user_password: null, devpassword: null } });
  const { userPassword, devpassword } = DEMO_CREDENTIALS;
  const env = { SCREENSCRAPER_PASSWORD: userPassword, SCREENSCRAPER_DEVPASSWORD: devpassword, DEBUG: 'rhtools:*' };
  expect(await run(['--update', '--json', '--enable-search'], () => null, { env })).toBe(1);
  for (const text of [
    `screenscraper: { user_password: "${userPassword}" }`,
    `screenscraper:\n  user_password: ${devpassword}: [\n`,
    `screenscraper:\n  user_password: ["${userPassword.replaceAll('"', '')}"]\n  devpassword: { '${devpassword.replace("'", "''")}': 1 }\n`,
    JSON.stringify({ screenscraper: { user_passwort: userPassword }, [devpassword]: 1 }),
  ]) {
    const name = text.startsWith('{') ? 'broken.json' : 'broken.yaml';
    writeFileSync(join(place.folder, name), text);
    expect(await run(['--config', name])).toBe(2);
    rmSync(join(place.folder, name));
  }

  // Killed halfway, so that SQLite’s write-ahead log is left behind.
  meddle = ({ call }) => (call === 'jeuInfos' ? { kind: 'silence' } : null);
  const before = place.site.calls('jeuInfos').length;
  const killed = place.startScrape(['--update', '--json'], { env });
  await expect.poll(() => place.site.calls('jeuInfos').length, { timeout: 40_000 }).toBeGreaterThan(before);
  killed.signal('SIGKILL');
  const { out, err } = await killed.ended;
  said.push(out, err);

  expect(elsewhere.requests).toEqual([]);
  expect(said.join('')).toContain('REDACTED');
  const files = filesBelow(place.folder).filter((file) => file !== 'config.yaml');
  expect(files).toEqual(
    expect.arrayContaining([
      'errors.log',
      'logs/romflow.log',
      'gamelists/romflow-scrape.db',
      'gamelists/romflow-scrape.db-wal',
      'state/romflow/gate.db',
    ]),
  );
  expect(existsSync(place.gamelist('nes'))).toBe(true);
  const places = [
    ...said.map((text, index) => [`output ${index}`, Buffer.from(text)] as const),
    ...files.map((file) => [file, readFileSync(join(place.folder, file))] as const),
    ...files.map((file) => [`the name of ${file}`, Buffer.from(file)] as const),
  ];
  const leaks = places.flatMap(([where, bytes]) =>
    Object.entries(SECRETS).flatMap(([what, secret]) =>
      leaksOf(bytes, secret).map((how) => `${where}: ${what}, ${how}`),
    ),
  );
  expect(leaks).toEqual([]);
});

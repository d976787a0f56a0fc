import { readFileSync } from 'node:fs';
import { NEVER } from 'rxjs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { apiError } from '../../src/dashboard/api/answers.js';
import { gameDetail } from '../../src/dashboard/api/game.js';
import { gameFilters, gamesPage } from '../../src/dashboard/api/games.js';
import { currentRun } from '../../src/dashboard/api/run.js';
import { summary } from '../../src/dashboard/api/summary.js';
import { dashboardApp } from '../../src/dashboard/app.js';
import { ArchiveError } from '../../src/model/errors.js';
import { write } from '../archive/dashboard/filledArchive.js';
import { TOKEN, ask, dashboardDeps, noArchive, watching } from './place.js';

const anyPage = z.object({ ...gamesPage.shape, items: z.array(z.unknown()) });

const asPages = async () => {
  const deps = await dashboardDeps();
  return { deps, app: dashboardApp(deps) };
};

test('the summary counts everything', async () => {
  const { app, deps } = await asPages();
  const { body } = await ask(app, '/api/summary');
  expect(summary.parse(body)).toMatchObject({
    archive: deps.archive,
    version: '1.2.3',
    holds: { games: 4, removed: 1, versions: 5, patches: 5, blobs: 5, attachments: 5 },
    queue: { pending: 2, downloading: 0, processing: 0, completed: 4, failed: 2 },
    lastCrawl: { outcome: 'failed', reason: 'The site sent no JSON.' },
    lastRun: { outcome: 'interrupted' },
    requests: [{ host: 'site.test:443', reason: 'free' }],
  });
});

test('a list combines what the archive and the queue know about a game', async () => {
  const { app, deps } = await asPages();
  write(deps.rhdata, "UPDATE game_fetch_queue SET status = 'failed', error_message = 'gone' WHERE gameid = '1'");
  const list = async (query: string) => gamesPage.parse((await ask(app, `/api/games?${query}`)).body);
  const archived = await list('status=archived&search=kingdom');
  expect(archived.items).toMatchObject([{ id: '1', name: 'Cookie & Kingdom', version: 1, queue: 'failed' }]);
  const failed = await list('status=failed&sort=id');
  expect(failed.items.map(({ id, version, queue }) => [id, version, queue])).toEqual([
    ['1', 1, 'failed'],
    ['5', null, 'failed'],
    ['6', null, 'failed'],
  ]);
  expect(await list('status=waiting')).toMatchObject({ total: 2, previous: null, next: null, pageSize: 50 });
});

test('each page names its neighbors, which can be requested', async () => {
  const { app } = await asPages();
  for (const path of ['/api/games?sort=added', '/api/games?status=failed', '/api/failures', '/api/runs']) {
    const page = async (place: string): Promise<z.infer<typeof anyPage>> => {
      const { body } = await ask(
        app,
        `${path}${path.includes('?') ? '&' : '?'}pageSize=1&page=${encodeURIComponent(place)}`,
      );
      return anyPage.parse(body);
    };
    const first = await page('first');
    const second = await page(first.next ?? '');
    expect(second.items).not.toEqual(first.items);
    expect(await page(second.previous ?? '')).toEqual(first);
    expect((await page('last')).total).toBe(first.total);
  }
});

test('an invalid page is refused in one sentence', async () => {
  const { app } = await asPages();
  for (const path of ['games', 'failures', 'runs']) {
    const { status, body } = await ask(app, `/api/${path}?page=2`);
    expect(status).toBe(400);
    expect(apiError.parse(body).error).toMatch(
      /^page: this is not a page of a list; leave it out for the first page, [^.]*\.$/,
    );
  }
});

test('an invalid id is refused in one sentence', async () => {
  const { app } = await asPages();
  for (const id of ['x', '-1', '1'.repeat(21)]) {
    const { status, body } = await ask(app, `/api/games/${id}`);
    expect(status).toBe(400);
    expect(body).toEqual({ error: 'id: must be 1 to 20 digits, such as 8755.' });
  }
});

test('filters list all values with their counts', async () => {
  const { app } = await asPages();
  expect(gameFilters.parse((await ask(app, '/api/games/filters')).body)).toEqual({
    difficulties: [
      { value: 'Easy', games: 2 },
      { value: 'Hard', games: 2 },
    ],
    types: [
      { value: 'Kaizo', games: 2 },
      { value: 'Standard', games: 2 },
      { value: 'Puzzle', games: 1 },
    ],
    statuses: [
      { value: 'archived', games: 4 },
      { value: 'removed', games: 1 },
      { value: 'waiting', games: 2 },
      { value: 'failed', games: 2 },
    ],
  });
});

test('a game is returned with its versions, patches, blobs and pictures, but never with a key', async () => {
  const { app } = await asPages();
  const { body } = await ask(app, '/api/games/2');
  const game = gameDetail.parse(body);
  expect(game).toMatchObject({ id: '2', name: 'Beyond 100%', version: 2, queueEntry: { status: 'completed' } });
  expect(game.versions.map(({ version, name }) => [version, name])).toEqual([
    [2, 'Beyond 100%'],
    [1, 'beyond 100%'],
  ]);
  expect(game.versions[0]?.changes.map(({ column }) => column)).toContain('name');
  expect(game.versions[0]?.patches).toMatchObject([{ primary: true, kind: 'bps', attachment: { crc16: 'e398' } }]);
  expect(game.versions[0]?.patches[0]?.blob?.name).toMatch(/^pblob_2_/);
  expect(JSON.stringify(body)).not.toMatch(/patchblob1_key|filekey|={6}/);
  const first = gameDetail.parse((await ask(app, '/api/games/1')).body);
  expect(first.screenshots).toEqual(['https://dl.site.test/image/1.png']);
});

test('a pending game is returned as the site described it', async () => {
  const { app } = await asPages();
  const { body } = await ask(app, '/api/games/7');
  expect(gameDetail.parse(body)).toMatchObject({
    id: '7',
    name: 'Waiting 7',
    version: null,
    difficulty: 'Easy',
    queue: 'pending',
    versions: [],
    queueEntry: { status: 'pending', tries: 0 },
  });
});

test('a game that failed for good is marked final, however often it was tried; another one has its tries', async () => {
  const { app } = await asPages();
  const entryOf = async (id: string) => gameDetail.parse((await ask(app, `/api/games/${id}`)).body).queueEntry;
  expect(await entryOf('5')).toMatchObject({ status: 'failed', final: true });
  expect(await entryOf('6')).toMatchObject({ status: 'failed', tries: 0, final: false });
  expect(await entryOf('7')).toMatchObject({ status: 'pending', final: false });
});

test('without an archive everything is empty, and none is made', async () => {
  const paths = noArchive();
  const app = dashboardApp(await dashboardDeps({}, paths));
  expect(summary.parse((await ask(app, '/api/summary')).body).holds).toBeNull();
  expect(gamesPage.parse((await ask(app, '/api/games')).body)).toMatchObject({ items: [], total: 0 });
  expect(currentRun.parse((await ask(app, '/api/run')).body)).toMatchObject({ status: 'none', view: null });
  expect(() => readFileSync(paths.rhdata)).toThrow('ENOENT');
});

test('viewing changes nothing', async () => {
  const { app, deps } = await asPages();
  const before = readFileSync(deps.rhdata);
  for (const path of ['summary', 'games', 'games/filters', 'games/2', 'failures', 'runs', 'charts/runs', 'run'])
    expect((await ask(app, `/api/${path}`)).status).toBe(200);
  expect(readFileSync(deps.rhdata).equals(before)).toBe(true);
});

test('an unreadable archive is an error in one sentence, and is also logged', async () => {
  const told: unknown[] = [];
  const deps = await dashboardDeps({ warn: (error) => told.push(error) });
  write(
    deps.rhdata,
    'DROP TABLE romflow_games; CREATE TABLE romflow_games (id INTEGER PRIMARY KEY, name, author, difficulty, type, removed, gvuuid, version, added, recorded_at, obsoleted); INSERT INTO romflow_games (id) VALUES (1)',
  );
  const { status, body } = await ask(dashboardApp(deps), '/api/games');
  expect(status).toBe(500);
  expect(apiError.parse(body).error).toContain('has an invalid value');
  expect(told.map((error) => error instanceof ArchiveError)).toEqual([true]);
});

test('a bug reveals no stack trace to the client', async () => {
  const deps = await dashboardDeps({ warn: () => undefined });
  const broken = {
    ...deps.look,
    filters: () => {
      throw new TypeError('x is not a function');
    },
  };
  const { status, body } = await ask(dashboardApp({ ...deps, look: broken }), '/api/games/filters');
  expect({ status, body }).toEqual({
    status: 500,
    body: { error: 'Something went wrong; see the server’s output for details.' },
  });
});

test('the session says whether control is allowed, and whether the token is right', async () => {
  const { app } = await asPages();
  const session = async (headers: Readonly<Record<string, string>>) =>
    (await ask(app, '/api/session', { headers })).body;
  expect(await session({})).toMatchObject({ control: true, authorized: false });
  expect(await session({ authorization: `Bearer ${TOKEN}` })).toMatchObject({ control: true, authorized: true });
  expect(await session({ authorization: `Bearer ${TOKEN}x` })).toMatchObject({ authorized: false });
  const showing = dashboardApp(await dashboardDeps({ token: null }));
  expect((await ask(showing, '/api/session')).body).toMatchObject({ control: false, authorized: false });
});

test('a run is started with the chosen options, and gets orders', async () => {
  const { app, deps } = await asPages();
  const post = (path: string, body: unknown) => ask(app, path, { method: 'POST', body });
  expect((await post('/api/run', { command: 'update', fullCrawl: true })).status).toBe(202);
  expect(deps.runs.started).toEqual([
    { command: 'update', fullCrawl: true, retryFailed: false, allPatches: false, dryRun: false },
  ]);
  expect((await post('/api/run/orders', { order: 'pause' })).status).toBe(202);
  expect(deps.runs.orders).toEqual(['pause']);
});

test('no run is started while one started elsewhere is in progress', async () => {
  const deps = await dashboardDeps({ watch: { ...watching(NEVER), busy: (command) => command === 'update' } });
  const post = (command: string) => ask(dashboardApp(deps), '/api/run', { method: 'POST', body: { command } });
  const refused = await post('update');
  expect([refused.status, refused.body]).toEqual([
    409,
    { error: 'A run is in progress; wait until it has ended, or stop it.' },
  ]);
  expect(deps.runs.started).toEqual([]);
  expect((await post('scrape')).status).toBe(202);
});

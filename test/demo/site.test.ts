import { EventEmitter, once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { startSite, type Site, type SiteOptions } from '../../src/demo/site.js';
import type { SiteGame } from '../../src/demo/siteGame.js';
import { parseCatalogPage } from '../../src/formats/catalogPage.js';
import { parseGameRecord } from '../../src/formats/gameRecord.js';
import { goldenSite } from '../site/goldenSite.js';

const open: Site[] = [];

async function site(options: SiteOptions): Promise<Site> {
  const started = await startSite(options);
  open.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const game = (id: number, overrides: Partial<SiteGame> = {}): SiteGame => ({
  id: String(id),
  record: { id, name: `Hack ${id}`, time: 1_700_000_000 + id },
  fileName: `Hack ${id}.zip`,
  content: Buffer.from(`PK of ${id}`),
  ...overrides,
});

const games = (count: number): SiteGame[] => Array.from({ length: count }, (_, index) => game(index + 1));

test('listens on the requested port, or on another one when that is taken', async () => {
  const first = await startSite();
  const port = Number(new URL(first.origin).port);
  expect((await site({ port })).origin).not.toBe(first.origin);
  await first.close();
  expect((await site({ port })).origin).toBe(first.origin);
});

const LIST = '/ajax.php?a=getsectionlist&s=smwhacks&u=0&n=1&o=date&d=desc';

async function getJson(url: string): Promise<unknown> {
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toContain('json');
  return answer.json();
}

const idsOf = (json: unknown): string[] => parseCatalogPage(json).records.map((record) => parseGameRecord(record).id);

describe('the catalog', () => {
  test('has its newest records on the first page, with links to the others', async () => {
    const { origin } = await site({ games: games(120) });
    const page = await getJson(`${origin}${LIST}`);
    const link = (n: number): string => `${origin}/ajax.php?a=getsectionlist&s=smwhacks&u=0&n=${n}&o=date&d=desc`;
    expect(page).toMatchObject({
      total: 120,
      per_page: 50,
      current_page: 1,
      last_page: 3,
      first_page_url: link(1),
      last_page_url: link(3),
      next_page_url: link(2),
      prev_page_url: null,
      from: 1,
      to: 50,
    });
    expect(idsOf(page)).toEqual(Array.from({ length: 50 }, (_, index) => String(120 - index)));
  });

  test('is read completely by following next_page_url', async () => {
    const { origin } = await site({ games: games(23), perPage: 10 });
    const ids: string[] = [];
    let next: string | null = `${origin}${LIST}`;
    while (next !== null) {
      const page: unknown = await getJson(next);
      ids.push(...idsOf(page));
      next = parseCatalogPage(page).nextPageUrl;
    }
    expect(ids).toEqual(Array.from({ length: 23 }, (_, index) => String(23 - index)));
  });

  test('ends with a page without a next one, and has nothing beyond it', async () => {
    const { origin } = await site({ games: games(12), perPage: 10 });
    const list = `${origin}${LIST}`;
    expect(await getJson(list.replace('n=1', 'n=2'))).toMatchObject({
      current_page: 2,
      from: 11,
      to: 12,
      next_page_url: null,
      prev_page_url: list,
    });
    expect(await getJson(list.replace('n=1', 'n=9'))).toMatchObject({ from: null, to: null, data: [] });
  });

  test('is one empty page when there are no games, and always so for the waiting section', async () => {
    const empty = { total: 0, last_page: 1, next_page_url: null, from: null, to: null, data: [] };
    const { origin } = await site({});
    expect(await getJson(`${origin}${LIST}`)).toMatchObject(empty);
    const full = await site({ games: games(3) });
    expect(await getJson(`${full.origin}${LIST.replace('u=0', 'u=1')}`)).toMatchObject(empty);
  });

  test('can change while the site is running', async () => {
    const running = await site({ games: games(2) });
    running.add(game(3));
    running.remove('1');
    running.replace(game(2, { record: { id: 2, name: 'Better', time: 1, obsoleted_by: 3 } }));
    const page = parseCatalogPage(await getJson(`${running.origin}${LIST}`));
    expect(page.records).toMatchObject([{ id: 3 }, { id: 2, name: 'Better', obsoleted_by: 3 }]);
    expect(running.games.map(({ id }) => id)).toEqual(['3', '2']);
  });

  test('may be far larger than memory allows: only the records of a page are ever made', async () => {
    let made = 0;
    const catalog = {
      total: 1_000_000,
      record: (index: number) => {
        made++;
        return { id: 1_000_000 - index, name: 'One of many' };
      },
      find: (id: string) => game(Number(id)),
    };
    const { origin } = await site({ catalog });
    const page = await getJson(`${origin}${LIST.replace('n=1', 'n=20000')}`);
    expect(page).toMatchObject({ last_page: 20_000, from: 999_951, to: 1_000_000, next_page_url: null });
    expect(idsOf(page).at(-1)).toBe('1');
    expect(made).toBe(50);
    expect(await (await fetch(`${origin}/77/Hack 77.zip`)).text()).toBe('PK of 77');
  });
});

describe('a single record', () => {
  test('has tags, images and all its versions', async () => {
    const { origin } = await site({
      games: [
        game(1, { record: { id: 1, name: 'Old', time: 1, obsoleted_by: 2 } }),
        game(2, { record: { id: 2, name: 'New', time: 2, obsoleted_by: null, tags: ['kaizo'] } }),
        game(3),
      ],
    });
    const versions = [
      { id: 2, name: 'New', obsolete: false },
      { id: 1, name: 'Old', obsolete: true },
    ];
    const answer = await getJson(`${origin}/ajax.php?a=getfile&v=2&id=1`);
    expect(answer).toMatchObject({ id: 1, name: 'Old', tags: [], images: null, versions });
    expect(await getJson(`${origin}/ajax.php?a=getfile&v=2&id=2`)).toMatchObject({ tags: ['kaizo'], versions });
  });

  test('is found even if versions obsolete each other in a circle', async () => {
    const circle = [1, 2].map((id) => game(id, { record: { id, name: `Hack ${id}`, obsoleted_by: 3 - id } }));
    const { origin } = await site({ games: circle });
    expect(await getJson(`${origin}/ajax.php?a=getfile&v=2&id=1`)).toMatchObject({ id: 1 });
  });

  test('is a 404 when it is unknown', async () => {
    const { origin } = await site({ games: games(1) });
    expect((await fetch(`${origin}/ajax.php?a=getfile&v=2&id=99`)).status).toBe(404);
  });
});

describe('a download', () => {
  test('is where its record says, protocol-relative', async () => {
    const { origin } = await site({ games: [game(7, { fileName: 'Salt & Pepper (50%) ☆.zip' })] });
    const record = parseGameRecord(parseCatalogPage(await getJson(`${origin}${LIST}`)).records[0]);
    expect(record.downloadUrl).toBe(`${origin.slice('http:'.length)}/7/Salt%20%26%20Pepper%20(50%25)%20%E2%98%86.zip`);
    const answer = await fetch(`http:${record.downloadUrl ?? ''}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-length')).toBe('7');
    expect(answer.headers.get('last-modified')).toBe('Tue, 14 Nov 2023 22:13:27 GMT');
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-f]{16}"$/);
    expect(await answer.text()).toBe('PK of 7');
  });

  test('answers HEAD with its length and no body', async () => {
    const { origin } = await site({ games: [game(7)] });
    const answer = await fetch(`${origin}/7/Hack%207.zip`, { method: 'HEAD' });
    expect(answer.headers.get('content-length')).toBe('7');
    expect(await answer.text()).toBe('');
  });

  test('has another ETag when the file is replaced in place', async () => {
    const running = await site({ games: [game(7)] });
    const tag = async (): Promise<string | null> =>
      (await fetch(`${running.origin}/7/Hack%207.zip`)).headers.get('etag');
    const before = await tag();
    expect(await tag()).toBe(before);
    running.replace(game(7, { content: () => Buffer.from('PK, mended') }));
    expect(await tag()).not.toBe(before);
  });

  test('may have another URL in its record, or a web page in its place', async () => {
    const page = { content: Buffer.from('<html>'), contentType: 'text/html' };
    const { origin } = await site({
      games: [
        game(3, { downloadUrl: (home) => `${home}/3/elsewhere.zip` }),
        game(2, { record: { id: 2, name: 'Junk', time: 2, download_url: 'junk' } }),
        game(1, { record: { id: 1, name: 'Hack 1', time: 1 }, ...page }),
      ],
    });
    const { records } = parseCatalogPage(await getJson(`${origin}${LIST}`));
    expect(records.map((record) => parseGameRecord(record).downloadUrl)).toEqual([
      `${origin}/3/elsewhere.zip`,
      'junk',
      `${origin.slice('http:'.length)}/1/Hack%201.zip`,
    ]);
    expect((await fetch(`${origin}/1/Hack%201.zip`)).headers.get('content-type')).toBe('text/html');
  });
});

test.each([
  ['/'],
  ['/7/Other name.zip'],
  ['/8/Hack 7.zip'],
  ['/7/%E0%A4%A.zip'],
  ['/ajax.php?a=getsectionlist&s=smwmusic&u=0&n=1'],
  ['/ajax.php?a=getsectionlist&s=smwhacks&u=0&n=0'],
  ['/ajax.php?a=drop'],
])('%s does not exist', async (path) => {
  const { origin } = await site({ games: [game(7)] });
  expect((await fetch(`${origin}${path}`)).status).toBe(404);
});

test('only GET and HEAD are allowed', async () => {
  const { origin } = await site({ games: games(1) });
  expect((await fetch(`${origin}${LIST}`, { method: 'POST', body: 'x' })).status).toBe(404);
});

describe('faults', () => {
  test('replace the answer for as long as the hook says', async () => {
    const { origin } = await site({
      games: games(1),
      faults: ({ url, count }) =>
        url.pathname === '/ajax.php' && count < 3
          ? { kind: 'answer', status: 429, headers: { 'Retry-After': '1' }, body: 'patience' }
          : null,
    });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await fetch(`${origin}${LIST}`)).status);
    expect(statuses).toEqual([429, 429, 200]);
    expect((await fetch(`${origin}/1/Hack%201.zip`)).status).toBe(200);
  });

  test('may be a redirect', async () => {
    const { origin } = await site({
      games: games(2),
      faults: ({ url }) =>
        url.pathname.startsWith('/1/')
          ? { kind: 'answer', status: 302, headers: { Location: '/2/Hack%202.zip' } }
          : null,
    });
    expect(await (await fetch(`${origin}/1/Hack%201.zip`)).text()).toBe('PK of 2');
  });

  test('may truncate the body or drop the connection', async () => {
    const { origin } = await site({
      games: games(2),
      faults: ({ url }) => (url.pathname.startsWith('/1/') ? { kind: 'cut' } : { kind: 'hangup' }),
    });
    const cut = await fetch(`${origin}/1/Hack%201.zip`);
    expect(cut.headers.get('content-length')).toBe('7');
    await expect(cut.text()).rejects.toThrow();
    await expect(fetch(`${origin}/2/Hack%202.zip`)).rejects.toThrow();
  });

  test('may fall silent before or after the first bytes, until the client gives up', async () => {
    const { origin, requests } = await site({
      games: games(2),
      faults: ({ url }) => (url.pathname.startsWith('/1/') ? { kind: 'stall', bytes: 2 } : { kind: 'silence' }),
    });
    const hurry = new AbortController();
    const stalled = await fetch(`${origin}/1/Hack%201.zip`, { signal: hurry.signal });
    const reader = stalled.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('PK');
    const silent = fetch(`${origin}/2/Hack%202.zip`, { signal: hurry.signal });
    await expect.poll(() => requests.length).toBe(2);
    expect(requests.map(({ endedAt }) => endedAt)).toEqual([null, null]);
    hurry.abort();
    await expect(silent).rejects.toThrow();
    await expect(reader?.read()).rejects.toThrow();
  });
});

describe('the request log', () => {
  test('records what was requested, by whom, and from when to when', async () => {
    let clock = 0;
    const { origin, requests } = await site({ games: games(1), now: () => ++clock });
    await (await fetch(`${origin}${LIST}`, { headers: { 'User-Agent': 'romflow/test' } })).text();
    await fetch(`${origin}/1/Hack%201.zip`, { method: 'HEAD' });
    expect(requests).toEqual([
      { method: 'GET', url: LIST, at: 1, endedAt: 2, userAgent: 'romflow/test' },
      expect.objectContaining({ method: 'HEAD', url: '/1/Hack%201.zip', at: 3, endedAt: 4 }),
    ]);
  });

  test('counts an answer as ended once it is handed over, however long its transfer takes', async () => {
    const { origin, requests } = await site({ games: [game(1, { content: Buffer.alloc(32 << 20) })] });
    const hurry = new AbortController();
    await fetch(`${origin}/1/Hack%201.zip`, { signal: hurry.signal });
    expect(requests[0]?.endedAt).toEqual(expect.any(Number));
    hurry.abort();
  });

  test('knows how many requests were open at once', async () => {
    const gate = new EventEmitter();
    const opened = once(gate, 'open');
    const { origin, requests, mostAtOnce } = await site({
      games: games(3),
      faults: () => ({ kind: 'hold', until: opened }),
    });
    const answers = [1, 2, 3].map((id) => fetch(`${origin}/${id}/Hack%20${id}.zip`));
    await expect.poll(() => requests.length).toBe(3);
    gate.emit('open');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await expect.poll(() => requests.every(({ endedAt }) => endedAt !== null)).toBe(true);
    await (await fetch(`${origin}/1/Hack%201.zip`)).text();
    expect(mostAtOnce()).toBe(3);
  });
});

test('closing cuts off open requests and frees the port', async () => {
  const stuck = await startSite({ games: games(1), faults: () => ({ kind: 'silence' }) });
  const answer = fetch(`${stuck.origin}/1/Hack%201.zip`);
  await Promise.all([
    expect(answer).rejects.toThrow(),
    expect
      .poll(() => stuck.requests.length)
      .toBe(1)
      .then(stuck.close),
  ]);
  await expect(fetch(stuck.origin)).rejects.toThrow();
});

test('serves the golden site as it is', async () => {
  const golden = goldenSite();
  const { origin } = await site({ games: golden.games });
  const { records } = parseCatalogPage(await getJson(`${origin}${LIST}`));
  expect(records).toHaveLength(golden.games.length);
  for (const [index, { id, content, record }] of golden.games.entries()) {
    expect(records[index]).toMatchObject(record);
    const { downloadUrl } = parseGameRecord(records[index]);
    const answer = await fetch(new URL(downloadUrl ?? 'none', origin));
    expect(
      Buffer.from(await answer.arrayBuffer()).equals(content instanceof Buffer ? content : Buffer.alloc(0)),
      id,
    ).toBe(true);
  }
});

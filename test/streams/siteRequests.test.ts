import { type RequestListener, createServer } from 'node:http';
import { BehaviorSubject, firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Gate } from '../../src/archive/gate.js';
import { createHttpClient, type HttpClient } from '../../src/http/httpClient.js';
import { PermanentHttpError, RateLimitedError, TransientHttpError } from '../../src/model/errors.js';
import type { EventBody } from '../../src/model/events.js';
import type { Download } from '../../src/operators/downloadZip.js';
import { createHostQueue } from '../../src/operators/hostQueue.js';
import { type SiteRequests, siteRequests } from '../../src/streams/siteRequests.js';
import { gameRecord, queuedGame } from '../samples.js';

const METADATA_GAP_MS = 2;
const DOWNLOAD_GAP_MS = 1;
const ATTEMPTS = 3;

const json: RequestListener = (_, response) => response.end('{"fine":true}');
const page: RequestListener = (_, response) => response.end('<!DOCTYPE html><p>Back soon');
const zip: RequestListener = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/zip', ETag: '"e"', 'Last-Modified': 'yesterday' });
  response.end('PK');
};
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end();
const silence: RequestListener = () => undefined;

/** The answers still to be given, in order; the last one repeats. */
let answers: readonly RequestListener[];
let asked: string[];
/** What the gate was told, in order. */
let gateLog: string[];
let counted: string[];
let events: EventBody[];
let base: URL;
let held$: BehaviorSubject<boolean>;
let site: SiteRequests;
let close: () => Promise<void>;

const gate: Gate = {
  take: (host, { gapMs }) => {
    gateLog.push(`take ${gapMs}`);
    return { granted: true, lease: { host, id: 'lease', renewMs: 10_000 } };
  },
  renew: () => undefined,
  release: () => {
    gateLog.push('release');
  },
  postpone: () => {
    gateLog.push('postpone');
  },
  close: () => undefined,
};

beforeEach(async () => {
  [answers, asked, gateLog, counted, events] = [[], [], [], [], []];
  held$ = new BehaviorSubject(false);
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const [answer = status(500), ...later] = answers;
    if (later.length > 0) answers = later;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  base = new URL(`http://127.0.0.1:${address.port}/`);
  close = () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  site = siteRequests(
    { baseUrl: base, metadataGapMs: METADATA_GAP_MS, downloadGapMs: DOWNLOAD_GAP_MS, attempts: ATTEMPTS },
    {
      http: createHttpClient({ userAgent: 'romflow/test' }),
      queue: createHostQueue(),
      gates: [gate],
      report: (event) => events.push(event),
      held$,
      countTry: ({ queueId }) => counted.push(queueId),
    },
  );
});
afterEach(() => close());

const pass = (download: Download): Download => download;
const fetchFile = (tries = 0, check = pass): Promise<Download> =>
  firstValueFrom(site.fetchFile(new URL('/1/a.zip', base), queuedGame('1', { tries }), check));
const retries = () => events.flatMap((event) => (event.type === 'retry' ? [event] : []));

describe('metadata', () => {
  test('a page is the JSON at its address, requested as a listing with the metadata pause', async () => {
    answers = [json];
    expect(await firstValueFrom(site.fetchPage(site.catalog))).toEqual({ fine: true });
    expect(asked).toEqual(['/ajax.php?a=getsectionlist&s=smwhacks&u=0&n=1&o=date&d=desc']);
    expect(gateLog).toEqual([`take ${METADATA_GAP_MS}`, 'release']);
    expect(events).toEqual([]);
  });

  test('the record of one hack is requested by its id', async () => {
    answers = [json];
    expect(await firstValueFrom(site.fetchRecord('12'))).toEqual({ fine: true });
    await firstValueFrom(site.fetchRecord('1&x=#'));
    expect(asked).toEqual(['/ajax.php?a=getfile&v=2&id=12', '/ajax.php?a=getfile&v=2&id=1%26x%3D%23']);
  });

  test('a page that is not JSON is retried, with a turn of its own at the gate', async () => {
    answers = [page, status(502), json];
    expect(await firstValueFrom(site.fetchPage(site.catalog))).toEqual({ fine: true });
    expect(gateLog).toEqual(Array.from({ length: 3 }, () => [`take ${METADATA_GAP_MS}`, 'release']).flat());
    expect(retries().map(({ attempt, of }) => `${attempt} of ${of}`)).toEqual(['1 of 3', '2 of 3']);
    expect(retries()[0]?.reason).toContain('not JSON');
    expect(retries()[1]?.reason).toContain('502');
    expect(counted).toEqual([]);
  });

  test('retries are limited, each after a longer pause, and then the last failure is the result', async () => {
    answers = [page];
    const random = vi.spyOn(Math, 'random').mockReturnValue(1);
    await expect(firstValueFrom(site.fetchPage(site.catalog))).rejects.toBeInstanceOf(TransientHttpError);
    random.mockRestore();
    expect(asked).toHaveLength(ATTEMPTS);
    expect(retries().map(({ delayMs }) => delayMs)).toEqual([METADATA_GAP_MS, 2 * METADATA_GAP_MS]);
  });

  test('no request is made to another site', async () => {
    const elsewhere = new URL('https://example.com/ajax.php');
    await expect(firstValueFrom(site.fetchPage(elsewhere))).rejects.toBeInstanceOf(PermanentHttpError);
    expect(asked).toEqual([]);
  });
});

describe('a file', () => {
  test('comes with what the archive records about it, after the download pause', async () => {
    answers = [zip];
    expect(await fetchFile()).toMatchObject({
      url: new URL('/1/a.zip', base).href,
      bytes: Buffer.from('PK'),
      contentType: 'application/zip',
      etag: '"e"',
      lastModified: 'yesterday',
    });
    expect(gateLog).toEqual([`take ${DOWNLOAD_GAP_MS}`, 'release']);
    expect(counted).toEqual([]);
  });

  test.each([
    [0, 3],
    [1, 2],
    [2, 1],
    [3, 1],
    [9, 1],
  ])('of a game with %i failed tries is tried %i times more, each counted for the game', async (tries, more) => {
    answers = [status(500)];
    await expect(fetchFile(tries)).rejects.toBeInstanceOf(TransientHttpError);
    expect(asked).toHaveLength(more);
    expect(counted).toEqual(Array.from({ length: more }, () => 'queue-1'));
    expect(retries()).toHaveLength(more - 1);
    for (const retry of retries()) expect(retry).toMatchObject({ of: more });
  });

  test('that does not pass the check is retried', async () => {
    answers = [page, zip];
    const check = (download: Download): Download => {
      if (download.bytes.toString() === 'PK') return download;
      throw new TransientHttpError('a web page');
    };
    expect((await fetchFile(0, check)).bytes.toString()).toBe('PK');
    expect(counted).toEqual(['queue-1']);
    expect(gateLog.filter((word) => word === 'release')).toHaveLength(2);
  });

  test.each([403, 404])('that is refused with %i is not retried, and the try does not count', async (code) => {
    answers = [status(code), zip];
    await expect(fetchFile()).rejects.toBeInstanceOf(PermanentHttpError);
    expect(asked).toHaveLength(1);
    expect(counted).toEqual([]);
  });

  test('that the site defers is no failed try, and the gate is told', async () => {
    const later = status(429, { 'Retry-After': '0' });
    answers = [later, later, later, later, zip];
    expect((await fetchFile(2)).bytes.toString()).toBe('PK');
    expect(counted).toEqual([]);
    expect(gateLog).toEqual([
      ...Array.from({ length: 4 }, () => [`take ${DOWNLOAD_GAP_MS}`, 'postpone', 'release']).flat(),
      ...[`take ${DOWNLOAD_GAP_MS}`, 'release'],
    ]);
  });

  test('is finally given up when the site never stops asking for a delay', async () => {
    answers = [status(429, { 'Retry-After': '0' })];
    await expect(fetchFile()).rejects.toBeInstanceOf(RateLimitedError);
    expect(asked).toHaveLength(21);
  });
});

describe('a picture', () => {
  const fetchImage = (): Promise<Buffer> => firstValueFrom(site.fetchImage(new URL('/image/1.png', base)));
  const picture: RequestListener = (_, response) => response.end('\x89PNG');

  test('comes after the download pause', async () => {
    answers = [picture];
    expect((await fetchImage()).toString()).toBe('\x89PNG');
    expect(asked).toEqual(['/image/1.png']);
    expect(gateLog).toEqual([`take ${DOWNLOAD_GAP_MS}`, 'release']);
  });

  test('is retried when a web page comes in its place, recognized by its type or its beginning', async () => {
    const typed: RequestListener = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      response.end('Back soon');
    };
    answers = [page, typed, picture];
    expect((await fetchImage()).toString()).toBe('\x89PNG');
    expect(retries().map(({ reason }) => reason.includes('web page'))).toEqual([true, true]);
    expect(counted).toEqual([]);
  });

  test('that is gone is not retried', async () => {
    answers = [status(404), picture];
    await expect(fetchImage()).rejects.toBeInstanceOf(PermanentHttpError);
    expect(asked).toHaveLength(1);
  });
});

test('requests are made one at a time: the second begins when the first has ended', async () => {
  let open = 0;
  let mostOpen = 0;
  answers = [
    (_, response) => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      setImmediate(() => {
        open -= 1;
        response.end('{}');
      });
    },
  ];
  await Promise.all([firstValueFrom(site.fetchRecord('1')), fetchFile(), firstValueFrom(site.fetchPage(site.catalog))]);
  expect(asked).toHaveLength(3);
  expect(mostOpen).toBe(1);
});

test('a file gets time according to its recorded size, for those on a slow line', async () => {
  const get = vi.fn<HttpClient['get']>().mockRejectedValue(new PermanentHttpError('asked', 410));
  const slow = siteRequests(
    { baseUrl: base, metadataGapMs: METADATA_GAP_MS, downloadGapMs: DOWNLOAD_GAP_MS, attempts: ATTEMPTS },
    { http: { get }, queue: createHostQueue(), gates: [gate], report: () => undefined, countTry: () => undefined },
  );
  const timeFor = async (size: string | null): Promise<number | undefined> => {
    const record = gameRecord('1');
    const game = queuedGame('1', { record: { ...record, columns: { ...record.columns, size } } });
    await expect(firstValueFrom(slow.fetchFile(new URL('/1/a.zip', base), game, pass))).rejects.toThrow('asked');
    return get.mock.lastCall?.[1].timeoutMs;
  };
  expect(await timeFor('32000000')).toBeGreaterThan(32_000_000 / 20);
  expect(await timeFor('1e300')).toBeLessThan(2 * 3_600_000);
  for (const unknown of [null, '', 'big', '-1']) expect(await timeFor(unknown)).toBe(120_000);
});

test('a redirect to another host takes a turn there, and every try takes both', async () => {
  const there = new URL('http://elsewhere.example.org/1/a.zip');
  const turns: string[] = [];
  let asked = 0;
  const http: HttpClient = {
    get: (url) => {
      turns.push(`ask ${url.host}`);
      asked += 1;
      if (url.host === base.host) return Promise.resolve({ movedTo: there, trail: [url] });
      if (asked === 2) return Promise.reject(new RateLimitedError('later', 429, 1));
      const [contentType, etag, lastModified] = [null, null, null];
      return Promise.resolve({ status: 200, url, bytes: Buffer.from('PK'), contentType, etag, lastModified });
    },
  };
  const watched: Gate = {
    ...gate,
    take: (host, { gapMs }) => {
      turns.push(`take ${host} ${gapMs}`);
      return { granted: true, lease: { host, id: 'lease', renewMs: 10_000 } };
    },
    release: ({ host }) => turns.push(`release ${host}`),
    postpone: (host) => turns.push(`postpone ${host}`),
  };
  const moving = siteRequests(
    { baseUrl: base, metadataGapMs: METADATA_GAP_MS, downloadGapMs: DOWNLOAD_GAP_MS, attempts: ATTEMPTS },
    { http, queue: createHostQueue(), gates: [watched], report: () => undefined, countTry: () => undefined },
  );
  const download$ = moving.fetchFile(new URL('/1/a.zip', base), queuedGame('1'), pass);
  expect((await firstValueFrom(download$)).url).toBe(there.href);
  const here = [`take ${base.host} ${DOWNLOAD_GAP_MS}`, `ask ${base.host}`, `release ${base.host}`];
  const [take, ask, release] = ['take', 'ask', 'release'].map((word) => `${word} ${there.host}`);
  expect(turns).toEqual([
    ...here,
    ...[`${take}:80 ${DOWNLOAD_GAP_MS}`, ask, `postpone ${there.host}:80`, `${release}:80`],
    ...here,
    ...[`${take}:80 ${DOWNLOAD_GAP_MS}`, ask, `${release}:80`],
  ]);
});

test('a plain http address of the site is requested over https', async () => {
  const httpsSite = new URL('https://www.smwcentral.net/');
  let where = '';
  const http: HttpClient = {
    get: (url) => {
      where = url.href;
      return Promise.reject(new PermanentHttpError('enough'));
    },
  };
  const { fetchFile: fetchFrom } = siteRequests(
    { baseUrl: httpsSite, metadataGapMs: METADATA_GAP_MS, downloadGapMs: DOWNLOAD_GAP_MS, attempts: ATTEMPTS },
    { http, queue: createHostQueue(), gates: [gate], report: () => undefined, countTry: () => undefined },
  );
  const download$ = fetchFrom(new URL('http://dl.smwcentral.net/1/a.zip'), queuedGame('1'), pass);
  await expect(firstValueFrom(download$)).rejects.toThrow('enough');
  expect(where).toBe('https://dl.smwcentral.net/1/a.zip');
});

test('no request is made before anybody subscribes; unsubscribing cancels it and gives its turn back', async () => {
  answers = [silence, json];
  const page$ = site.fetchPage(site.catalog);
  expect(gateLog).toEqual([]);
  const listening = page$.subscribe();
  await expect.poll(() => asked).toHaveLength(1);
  listening.unsubscribe();
  expect(gateLog).toEqual([`take ${METADATA_GAP_MS}`, 'release']);
  expect(await firstValueFrom(page$)).toEqual({ fine: true });
});

test('no turn is asked for during a hold, be it for a page, a record or a file', async () => {
  answers = [json, json, zip];
  held$.next(true);
  const all = Promise.all([
    firstValueFrom(site.fetchPage(site.catalog)),
    firstValueFrom(site.fetchRecord('1')),
    fetchFile(),
  ]);
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  expect({ asked, gateLog }).toEqual({ asked: [], gateLog: [] });
  held$.next(false);
  await all;
  expect(asked).toHaveLength(3);
});

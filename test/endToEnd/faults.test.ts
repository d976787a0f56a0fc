import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type SiteRequest, startSite } from '../../src/demo/site.js';
import type { Fault } from '../../src/demo/siteFault.js';
import { archiveDigest } from './archiveDigest.js';
import { eventsOfType } from './events.js';
import { afterUnbrokenRun } from './killed.js';
import { testBuild } from './testBuild.js';
import { type Workplace, golden, goldenWorkplace, pageRequests, siteFor, workplace, zipRequests } from './workplace.js';

const HEALTHY = '41077';
const FAULTY = '41084';
const RETRY_MAX = 3;
/** Just long enough for a rate limit to show that nothing is requested before it has passed. */
const PATIENCE_S = 2;

/** Waits two seconds for a ZIP, not two minutes; only for what is never answered, as a busy machine may be slow. */
const impatient = testBuild({
  file: 'streams/siteRequests.js',
  find: /TIMEOUT_MS = 120_?000/,
  put: 'TIMEOUT_MS = 1000',
});
let unbroken: string;

beforeAll(async () => {
  unbroken = await afterUnbrokenRun(testBuild(), [HEALTHY, FAULTY], archiveDigest);
});

const answer = (status: number, headers: Readonly<Record<string, string>> = {}, body = 'trouble'): Fault => ({
  kind: 'answer',
  status,
  headers,
  body,
});
/** Matches a text that contains the pattern. */
const saying = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const redirect = (to: string): Fault => answer(302, { Location: to });
const always = (fault: Fault) => (): Fault => fault;

interface FileFault {
  readonly name: string;
  readonly fault: (request: SiteRequest) => Fault | null;
  /** How often the file is requested. */
  readonly asked: number;
  /** Failed tries that are counted; the maximum if the failure is final. */
  readonly tries: number;
  readonly reason: RegExp;
  /** The build that the fault is played to; by default the one of all tests. */
  readonly cli?: string;
}

const passing = { asked: RETRY_MAX, tries: RETRY_MAX };
const final = { asked: 1, tries: RETRY_MAX };

const FILE_FAULTS: readonly FileFault[] = [
  {
    name: 'a connection that is not even answered',
    fault: always({ kind: 'hangup' }),
    ...passing,
    reason: /connection/,
  },
  { name: 'a reset in the middle', fault: always({ kind: 'reset' }), ...passing, reason: /the connection was lost/ },
  { name: 'a short body', fault: always({ kind: 'cut' }), ...passing, reason: /the connection was lost/ },
  {
    name: 'silence',
    fault: always({ kind: 'silence' }),
    ...passing,
    reason: /no complete answer within 2 s/,
    cli: impatient,
  },
  {
    name: 'a stall in the middle',
    fault: always({ kind: 'stall', bytes: 9 }),
    ...passing,
    reason: /within 2 s/,
    cli: impatient,
  },
  { name: '500', fault: always(answer(500)), ...passing, reason: /has problems \(500\)/ },
  { name: '503', fault: always(answer(503)), ...passing, reason: /has problems \(503\)/ },
  {
    name: 'a web page',
    fault: always(answer(200, { 'Content-Type': 'text/html' }, '<!DOCTYPE html><p>Resting')),
    ...passing,
    reason: /a web page instead of a ZIP/,
  },
  { name: '403', fault: always(answer(403)), ...final, reason: /login or an age check.* \(403\)/ },
  { name: '404', fault: always(answer(404)), ...final, reason: /gone from the site \(404\)/ },
  {
    name: 'a redirect to another host',
    fault: always(redirect('https://example.com/hack.zip')),
    ...final,
    reason: /redirect to https:\/\/example\.com\/hack\.zip is not followed: it is not on the site/,
  },
  {
    name: 'a redirect to a private address',
    fault: always(redirect('http://192.168.0.1/hack.zip')),
    ...final,
    reason: /192\.168\.0\.1.* is not followed/,
  },
  {
    name: 'a redirect to another service of this machine',
    fault: always(redirect('http://127.0.0.1:1/hack.zip')),
    ...final,
    reason: /127\.0\.0\.1:1\/.* is not followed: it is not on the site/,
  },
  {
    name: 'a redirect to itself',
    fault: ({ url }) => redirect(url.pathname),
    ...final,
    reason: /leads in a circle/,
  },
  {
    name: 'redirects without an end',
    fault: ({ url }) => redirect(`${url.pathname}?${'i'.repeat(url.search.length + 1)}`),
    asked: 4,
    tries: RETRY_MAX,
    reason: /one more than the 3 allowed/,
  },
  {
    name: 'a rate limit that never ends',
    fault: always(answer(429, { 'Retry-After': '0' })),
    asked: 21,
    // Asking for patience does not count as a failure.
    tries: 0,
    reason: /asks clients to wait 0 s \(429\)/,
  },
];

const queueRow = z.object({ status: z.string(), retry_count: z.int(), error_message: z.string().nullable() });
const rowOf = (place: Workplace, id: string): z.infer<typeof queueRow> | undefined =>
  place.rows(queueRow, `SELECT status, retry_count, error_message FROM game_fetch_queue WHERE gameid = '${id}'`)[0];

const isFile = ({ url }: SiteRequest, id: string): boolean => url.pathname.startsWith(`/${id}/`);
const DONE = { status: 'completed', error_message: null };

describe('a file that cannot be fetched', () => {
  test.each(FILE_FAULTS)('$name', async ({ fault, asked, tries, reason, cli = testBuild() }) => {
    let healed = false;
    const place = await goldenWorkplace([HEALTHY, FAULTY], {
      faults: (request) => (healed || !isFile(request, FAULTY) ? null : fault(request)),
    });
    const { site } = place;
    const files = (): readonly string[] => zipRequests(site).filter((path) => path.startsWith(`/${FAULTY}/`));

    const broken = await place.update(['--json'], { cli });
    expect(broken).toMatchObject({ code: 1, err: '' });
    expect(files()).toHaveLength(asked);
    const row = rowOf(place, FAULTY);
    expect(row).toMatchObject({ status: 'failed', retry_count: tries });
    expect(row?.error_message).toMatch(reason);
    expect(row?.error_message).not.toMatch(/\n| at /);
    expect(eventsOfType(broken.out, 'game.failed')).toMatchObject([
      { id: FAULTY, reason: row?.error_message, tries, final: tries === RETRY_MAX },
    ]);
    expect(eventsOfType(broken.out, 'summary')).toMatchObject([
      { outcome: 'complete', recorded: 1, failed: 1, waiting: 0, failures: [{ id: FAULTY }] },
    ]);
    expect(rowOf(place, HEALTHY)).toMatchObject(DONE);

    healed = true;
    expect(await place.update(['--retry-failed'])).toMatchObject({ code: 0, err: '' });
    expect(files()).toHaveLength(asked + 1);
    expect(rowOf(place, FAULTY)).toMatchObject({ ...DONE, retry_count: 0 });
    expect(archiveDigest(place.archive)).toBe(unbroken);
  });

  test('surplus bytes after a body never get into the archive, whether or not Node notices them', async () => {
    let healed = false;
    const place = await goldenWorkplace([HEALTHY, FAULTY], {
      faults: (request) => (healed || !isFile(request, FAULTY) ? null : { kind: 'long' }),
    });
    const { code, err } = await place.update();
    expect(err).toBe('');
    const row = rowOf(place, FAULTY);
    expect(row).toMatchObject(code === 0 ? DONE : { status: 'failed', retry_count: RETRY_MAX });
    healed = true;
    expect(await place.update(['--retry-failed'])).toMatchObject({ code: 0, err: '' });
    expect(rowOf(place, FAULTY)).toMatchObject(DONE);
    const [faulty] = golden(FAULTY).games;
    expect(readFileSync(join(place.archive, 'zips', `${FAULTY}.zip`))).toEqual(faulty?.content);
    await place.assertChain();
  });

  test.each<readonly [string, () => string | null, number, number]>([
    ['seconds', () => String(PATIENCE_S), 429, PATIENCE_S * 1000],
    ['a date', () => new Date(Date.now() + (PATIENCE_S + 1) * 1000).toUTCString(), 429, PATIENCE_S * 1000],
    ['zero', () => '0', 429, 0],
    ['nonsense', () => 'soon', 429, 0],
    ['nothing', () => null, 429, 0],
    ['seconds, with 503', () => String(PATIENCE_S), 503, PATIENCE_S * 1000],
  ])(
    'waits out a rate limit with %s, and does not count it as a failed try',
    async (_, retryAfter, status, atLeastMs) => {
      const place = await goldenWorkplace([HEALTHY, FAULTY], {
        faults: (request) => {
          if (!isFile(request, FAULTY) || request.count > 1) return null;
          const text = retryAfter();
          return answer(status, text === null ? {} : { 'Retry-After': text });
        },
      });
      const { site } = place;
      const { code, out, err } = await place.update(['--json']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(rowOf(place, FAULTY)).toEqual({ ...DONE, retry_count: 0 });
      expect(eventsOfType(out, 'retry')).toMatchObject([{ attempt: 0, of: RETRY_MAX }]);

      const limited = site.requests.findIndex(({ url }) => url.startsWith(`/${FAULTY}/`));
      const [first, next] = site.requests.slice(limited);
      // Nothing else is requested from that host either.
      expect((next?.at ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(atLeastMs);
      const waits = eventsOfType(out, 'waiting').filter((event) => event.reason === 'the site asked clients to wait');
      if (atLeastMs === 0) expect(waits).toEqual([]);
      else expect(waits[0]).toMatchObject({ host: site.origin.replace('http://', '') });
      for (const { until, t } of waits) expect(Date.parse(until)).toBeGreaterThan(Date.parse(t));
      expect(archiveDigest(place.archive)).toBe(unbroken);
    },
  );

  test('tries are counted across runs; once they are used up, the game stays failed until it is asked for', async () => {
    let healed = false;
    const place = await goldenWorkplace([HEALTHY, FAULTY], {
      faults: (request) => (healed || !isFile(request, FAULTY) ? null : answer(500)),
    });
    const { site } = place;
    const config = z
      .looseObject({})
      .parse(JSON.parse(readFileSync(join(place.folder, 'updategames.config.json'), 'utf8')));
    const failed = { status: 'failed', error_message: saying(/\(500\)/) };
    const run = async (retryMax: number, ...flags: readonly string[]): Promise<readonly [number | null, number]> => {
      place.writeConfig({ ...config, processing: { retryMax } });
      const before = zipRequests(site).filter((path) => path.startsWith(`/${FAULTY}/`)).length;
      const { code, err } = await place.update(flags);
      expect(err).toBe('');
      return [code, zipRequests(site).filter((path) => path.startsWith(`/${FAULTY}/`)).length - before];
    };

    expect(await run(2)).toEqual([1, 2]);
    expect(rowOf(place, FAULTY)).toEqual({ ...failed, retry_count: 2 });
    expect(await run(2), 'all tries are used up').toEqual([0, 0]);
    expect(await run(5), 'three more are granted').toEqual([1, 3]);
    expect(rowOf(place, FAULTY)).toEqual({ ...failed, retry_count: 5 });

    expect(await run(2, '--retry-failed'), 'all of them, from the beginning').toEqual([1, 2]);
    expect(rowOf(place, FAULTY)).toEqual({ ...failed, retry_count: 2 });
    expect(await run(2)).toEqual([0, 0]);
    expect(rowOf(place, FAULTY)).toEqual({ ...failed, retry_count: 2 });

    healed = true;
    expect(await run(2, `--game-ids=${FAULTY}`)).toEqual([0, 1]);
    expect(rowOf(place, FAULTY)).toEqual({ ...DONE, retry_count: 0 });
    expect(await place.assertChain()).toMatchObject({ gameversions: 2 });
  });
});

describe('an unusable page ends the crawl, and the next run resumes with that page', () => {
  const page = (url: URL, next: string | null): string =>
    JSON.stringify({ current_page: 2, last_page: 9, next_page_url: next, data: [], from: url.search });
  const numbered = (url: URL, n: number): string => {
    const other = new URL(url);
    other.searchParams.set('n', String(n));
    return other.href;
  };

  test.each<{ name: string; fault: (request: SiteRequest) => Fault; asked: number; kept?: true; reason: RegExp }>([
    { name: 'no JSON', fault: always(answer(200, {}, '<h1>Resting')), asked: 3, reason: /not JSON .*`<h1>Resting`/ },
    { name: 'nothing at all', fault: always(answer(200, {}, '')), asked: 3, reason: /not JSON \(it is empty\)/ },
    { name: 'no data', fault: always(answer(200, {}, '{"current_page":2}')), asked: 1, reason: /no list of records/ },
    {
      name: 'itself as the next',
      fault: ({ url }) => answer(200, {}, page(url, url.href)),
      asked: 1,
      kept: true,
      reason: /catalog goes in a circle/,
    },
    {
      name: 'the first as the next',
      fault: ({ url }) => answer(200, {}, page(url, numbered(url, 1))),
      asked: 1,
      kept: true,
      reason: /catalog goes in a circle/,
    },
    {
      name: 'a next one elsewhere',
      fault: ({ url }) => answer(200, {}, page(url, 'https://example.com/ajax.php?n=3')),
      asked: 1,
      kept: true,
      reason: /names a next page elsewhere \(https:\/\/example\.com/,
    },
    { name: '500', fault: always(answer(500)), asked: 3, reason: /\(500\)/ },
    { name: '403', fault: always(answer(403)), asked: 1, reason: /\(403\)/ },
    { name: 'a reset', fault: always({ kind: 'reset' }), asked: 3, reason: /was lost/ },
    { name: 'a redirect elsewhere', fault: always(redirect('https://example.com/')), asked: 1, reason: /not followed/ },
  ])('$name', async ({ fault, asked, kept = false, reason }) => {
    let healed = false;
    const place = await goldenWorkplace([HEALTHY, FAULTY], {
      perPage: 1,
      faults: (request) => (healed || request.url.searchParams.get('n') !== '2' ? null : fault(request)),
    });
    const { site } = place;
    const status = z.object({ operation_type: z.string(), status: z.string(), error_message: z.string().nullable() });
    const statuses = (): readonly z.infer<typeof status>[] =>
      place.rows(status, 'SELECT operation_type, status, error_message FROM update_status ORDER BY rowid DESC');
    const failure = { status: 'failed', error_message: saying(reason) };

    const broken = await place.update(['--json']);
    expect(broken).toMatchObject({ code: 1, err: '' });
    expect(pageRequests(site)).toEqual(['1', ...Array.from({ length: asked }, () => '2')]);
    expect(statuses()).toEqual([
      { operation_type: 'metadata_fetch', ...failure },
      { operation_type: 'game_update', ...failure },
    ]);
    expect(eventsOfType(broken.out, 'crawl.ended')).toMatchObject([{ outcome: 'failed', reason: saying(reason) }]);
    // What was listed before is processed all the same.
    expect(eventsOfType(broken.out, 'summary')).toMatchObject([
      { outcome: 'failed', pages: kept ? 2 : 1, recorded: 1, failed: 0 },
    ]);
    const cached = z.object({ page_number: z.int() });
    expect(place.rows(cached, 'SELECT page_number FROM smwc_metadata_cache')).toHaveLength(kept ? 2 : 1);

    healed = true;
    const mended = await place.update(['--json']);
    expect(mended).toMatchObject({ code: 0, err: '' });
    expect(pageRequests(site).slice(1 + asked), 'the first page is still there').toEqual(['2']);
    expect(eventsOfType(mended.out, 'page').map(({ cached }) => cached)).toEqual([true, false]);
    expect(statuses().find(({ operation_type }) => operation_type === 'metadata_fetch')).toMatchObject({
      status: 'completed',
      error_message: null,
    });
    expect(eventsOfType(mended.out, 'summary')).toMatchObject([{ outcome: 'complete', recorded: 1, failed: 0 }]);
    expect(archiveDigest(place.archive)).toBe(unbroken);
  });
});

test('a refused connection is reported, and what is queued is there for the next run', async () => {
  const { games, base } = golden(HEALTHY, FAULTY);
  const gone = await startSite({ games });
  const place = workplace(gone.origin, base);
  expect(await place.update(['--no-process-new'])).toMatchObject({ code: 0 });
  await gone.close();

  const refused = await place.update(['--json']);
  expect(refused).toMatchObject({ code: 1, err: '' });
  expect(eventsOfType(refused.out, 'summary')).toMatchObject([{ outcome: 'failed', pages: 0, failed: 2 }]);
  for (const id of [HEALTHY, FAULTY]) {
    expect(rowOf(place, id)).toEqual({
      status: 'failed',
      retry_count: RETRY_MAX,
      error_message: saying(/the connection was refused/),
    });
  }

  // The site has moved, so the addresses in the queue lead nowhere.
  const back = await siteFor({ games });
  place.writeConfig({
    smwc: { baseUrl: `${back.origin}/`, requestDelay: 1, extraDelay: 0, downloadDelay: 1 },
    baseRom: { path: join(place.folder, 'base.sfc'), sha224: base.sha224 },
  });
  expect(await place.update(['--no-process-new'])).toMatchObject({ code: 0, err: '' });
  expect(await place.update(['--retry-failed'])).toMatchObject({ code: 0, err: '' });
  expect(archiveDigest(place.archive)).toBe(unbroken);
});

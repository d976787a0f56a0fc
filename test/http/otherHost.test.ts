import { Readable } from 'node:stream';
import type fetch from 'node-fetch';
import { Response } from 'node-fetch';
import { expect, test } from 'vitest';
import { createHttpClient, type GetOptions } from '../../src/http/httpClient.js';

const PAGE = new URL('https://www.smwcentral.net/hack');
const FILE = new URL('https://dl.smwcentral.net/hack.zip');

/** A site of several hosts, which loopback cannot have; each URL leads to the next. */
function leading(...path: readonly URL[]) {
  const asked: string[] = [];
  const bodies: Readable[] = [];
  const send: typeof fetch = (url) => {
    // One connection at a time.
    expect(bodies.every(({ destroyed }) => destroyed)).toBe(true);
    asked.push(url instanceof URL ? url.href : '');
    const to = path[asked.length];
    if (to === undefined) return Promise.resolve(new Response('all is well'));
    const body = Readable.from(['moved']);
    bodies.push(body);
    return Promise.resolve(new Response(body, { status: 302, headers: { Location: to.href } }));
  };
  const client = createHttpClient({ userAgent: 'romflow/test', send });
  const get = (url: URL, options: Partial<GetOptions> = {}) =>
    client.get(url, { maxBytes: 99, timeoutMs: 30_000, signal: new AbortController().signal, site: PAGE, ...options });
  return { asked, get };
}

test('a redirect to another host of the site is returned, and nothing is requested there', async () => {
  const moved = new URL('/moved', PAGE);
  const { asked, get } = leading(PAGE, moved, FILE);
  expect(await get(PAGE)).toEqual({ movedTo: FILE, trail: [PAGE, moved] });
  expect(asked).toEqual([PAGE.href, moved.href]);
});

test('another port counts as another host', async () => {
  const port = new URL('https://www.smwcentral.net:444/hack');
  const { get } = leading(PAGE, port);
  expect(await get(PAGE)).toEqual({ movedTo: port, trail: [PAGE] });
});

test.each([
  ['a circle over two hosts', FILE, 'leads in a circle', [PAGE]],
  [
    'one redirect too many, over two hosts',
    FILE,
    'one more than the 3 allowed',
    ['/1', '/2', '/3'].map((path) => new URL(path, PAGE)),
  ],
  ['from https to plain http', new URL('http://dl.smwcentral.net/'), 'it leads from https to plain http', [PAGE]],
])('%s is refused', async (_, url, words, trail) => {
  const { get } = leading(FILE, PAGE);
  await expect(get(url, { trail })).rejects.toThrow(words);
});

test('a caller that follows it gets the answer', async () => {
  const { get } = leading(FILE);
  expect(await get(FILE, { trail: [PAGE] })).toMatchObject({ status: 200, url: FILE });
});

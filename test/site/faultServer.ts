import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createRawServer } from 'node:net';
import { gzipSync } from 'node:zlib';

/** Plays one fault. */
type Fault = (response: ServerResponse, url: URL) => void;

const BODY = 'all is well';

/** Sends as much as the client takes. */
function flood(response: ServerResponse): void {
  const more = () => {
    while (response.write(Buffer.alloc(16 * 1024, 'x')));
    response.once('drain', more);
  };
  more();
}

/** By the path without its leading slash; whatever else a fault needs to know is in the query. */
const FAULTS: Readonly<Record<string, Fault>> = {
  ok: (response) => {
    response.writeHead(200, {
      'Content-Type': 'text/plain',
      'Content-Length': BODY.length,
      ETag: '"e1"',
      'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
    });
    response.end(BODY);
  },
  html: (response) => response.end('<!DOCTYPE html>\n<p>Down for \u001b[31mmaintenance'),
  empty: (response) => response.end(),
  gzip: (response) => {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(gzipSync(BODY));
  },
  said: (response, { searchParams }) => {
    const encoding = searchParams.get('encoding') ?? '';
    response.setHeader('Content-Encoding', encoding);
    response.end(/gzip/i.test(encoding) ? gzipSync(BODY) : BODY);
  },
  'gzip-cut': (response) => {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(gzipSync(BODY).subarray(0, -6));
  },
  'gzip-bomb': (response) => {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(gzipSync(Buffer.alloc(8 * 1024 * 1024)));
  },
  brotli: (response) => {
    response.setHeader('Content-Encoding', 'br');
    response.end(BODY);
  },
  status: (response, { searchParams }) => {
    const retryAfter = searchParams.get('retry-after');
    if (retryAfter !== null) response.setHeader('Retry-After', retryAfter);
    const date = searchParams.get('date');
    response.sendDate = false;
    if (date !== null) response.setHeader('Date', date);
    const text = searchParams.has('bytes') ? 'x'.repeat(Number(searchParams.get('bytes'))) : 'trouble';
    const pack = searchParams.get('pack');
    if (pack !== null) response.setHeader('Content-Encoding', pack === 'not' ? 'gzip' : pack);
    response.writeHead(Number(searchParams.get('code')));
    if (searchParams.has('endless')) flood(response);
    else if (searchParams.has('stalled')) response.write(text);
    else if (searchParams.has('cut')) response.write(text, () => response.socket?.destroy());
    else response.end(pack?.endsWith('gzip') === true ? gzipSync(text) : text);
  },
  redirect: (response, { searchParams }) => {
    const to = searchParams.get('to');
    const location = to === null ? {} : { Location: Buffer.from(to).toString('latin1') };
    response.writeHead(Number(searchParams.get('code') ?? 302), location);
    response.end('moved');
  },
  circle: (response) => response.writeHead(302, { Location: '/circle-back#1' }).end(),
  'circle-back': (response) => response.writeHead(302, { Location: '/circle#2' }).end(),
  hops: (response, { searchParams }) => {
    const left = Number(searchParams.get('left'));
    response.writeHead(302, { Location: left > 1 ? `/hops?left=${left - 1}` : '/ok' });
    response.end();
  },
  silent: () => undefined,
  stalled: (response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('a beginning');
  },
  reset: (response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('a beginning', () => response.socket?.resetAndDestroy());
  },
  'reset-chunked': (response) => {
    response.write('a beginning', () => response.socket?.resetAndDestroy());
  },
  hangup: (response) => response.socket?.destroy(),
  short: (response) => response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'),
  long: (response) =>
    response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmore than that'),
  'until-close': (response) => response.socket?.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${BODY}`),
  'chunks-cut': (response) =>
    response.socket?.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nonly this'),
  kept: (response) => response.socket?.write(`HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`),
  nonsense: (response) => response.socket?.end('HELLO\r\n\r\n'),
  announced: (response, { searchParams }) => {
    response.writeHead(200, { 'Content-Length': Number(searchParams.get('bytes')) });
    response.write('a beginning');
  },
  endless: flood,
  crumbs: (response, { searchParams }) => {
    for (let left = Number(searchParams.get('bytes')); left > 0; left--) response.write('x');
    response.end();
  },
};

export interface FaultServer {
  readonly url: (path: string) => URL;
  /** Path, query and headers of every request that arrived. */
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** The number of open connections. */
  readonly connections: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** A server on loopback that plays, by path, every fault a site may have. */
export async function startFaultServer(): Promise<FaultServer> {
  const requests: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push({ path, headers: request.headers });
    const url = new URL(path, 'http://127.0.0.1');
    const play = FAULTS[url.pathname.slice(1)];
    if (play === undefined) response.writeHead(404).end();
    else play(response, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: (path) => new URL(path, `http://127.0.0.1:${address.port}`),
    requests,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => {
          if (error === null) resolve(count);
          else reject(error);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A URL on loopback that refuses connections. */
export async function refusedUrl(): Promise<URL> {
  const server = createRawServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  await new Promise((resolve) => server.close(resolve));
  return new URL(`http://127.0.0.1:${address.port}/`);
}

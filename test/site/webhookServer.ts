import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { z } from 'zod';

/** What was posted to it. */
export interface Posted {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

/** How it answers: with a status, with a redirect, with a response that never ends, not at all, or by closing the connection. */
export type Answer = { readonly status: number; readonly location?: string } | 'endless' | 'silence' | 'cut';

export interface WebhookServer {
  readonly origin: string;
  readonly posted: readonly Posted[];
  readonly answer: (how: Answer) => void;
  /** The number of open connections. */
  readonly connections: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** A webhook on loopback that records what it receives. */
export async function startWebhook(): Promise<WebhookServer> {
  const posted: Posted[] = [];
  let how: Answer = { status: 204 };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url: path, headers } = request;
      posted.push({ method, path, contentType: headers['content-type'], body: body === '' ? null : JSON.parse(body) });
      if (how === 'silence') return;
      if (how === 'cut') {
        response.destroy();
        return;
      }
      if (how === 'endless') {
        response.writeHead(200).write('an answer that');
        return;
      }
      const { status, location } = how;
      response.writeHead(status, location === undefined ? {} : { Location: location });
      response.end(status === 204 ? undefined : 'an answer that nobody reads');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    posted,
    answer: (next) => {
      how = next;
    },
    connections: promisify(server.getConnections.bind(server)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that only this machine can reach. */
export interface LoopbackServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Stops listening and closes open connections. */
  readonly close: () => Promise<void>;
}

/**
 * Serves HTTP on 127.0.0.1.
 *
 * @param wanted - the port to use if it is free; any free port if it is taken or 0
 */
export async function serveOnLoopback(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  wanted = 0,
): Promise<LoopbackServer> {
  const server = createServer(handle);
  const listenAt = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  await listenAt(wanted).catch(() => listenAt(0));
  return {
    origin: `http://127.0.0.1:${portOf(server.address())}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The stand-in server has no port.');
  return address.port;
}

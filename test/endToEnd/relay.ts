import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** A relay in front of a site, so that the site can be gone for a while and come back at the same address. */
export interface Relay {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Refuses connections from now on, and closes open ones. Idempotent. */
  readonly close: () => Promise<void>;
  readonly reopen: () => Promise<void>;
}

/** @param target - origin of the site; evaluated for each connection */
export async function startRelay(target: () => string): Promise<Relay> {
  const open = new Set<Socket>();
  const hold = (socket: Socket, other: Socket): void => {
    open.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      open.delete(socket);
      other.destroy();
    });
  };
  const listen = async (port: number): Promise<Server> => {
    const server = createServer((client) => {
      const site = connect({ host: '127.0.0.1', port: Number(new URL(target()).port) });
      hold(client, site);
      hold(site, client);
      client.pipe(site).pipe(client);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };

  let server = await listen(0);
  const port = portOf(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.resetAndDestroy();
      await closed;
    },
    reopen: async () => {
      server = await listen(port);
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.');
  return address.port;
}

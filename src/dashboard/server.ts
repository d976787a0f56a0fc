import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import { Subject } from 'rxjs';
import { errorCode } from '../files/errorCode.js';
import { UsageError } from '../model/errors.js';
import { type DashboardDeps, dashboardApp } from './app.js';
import { inAddress, knownHosts } from './security/knownHosts.js';

/** A running dashboard. */
export interface Dashboard {
  readonly port: number;
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Stops listening, closes open connections, and stops a run started here after its items in progress. */
  readonly close: () => Promise<void>;
}

/** Limits on a request before it is parsed. */
const LIMITS = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 5000,
} as const;
const MAX_CONNECTIONS = 200;

/**
 * Serves the dashboard.
 *
 * @param at - the host to bind to, and the port; 0 takes a free one
 * @throws UsageError - the port is in use or not permitted, or the host is not one of this machine
 */
export async function startDashboard(
  { host, port }: { readonly host: string; readonly port: number },
  deps: Omit<DashboardDeps, 'hosts' | 'end$'>,
): Promise<Dashboard> {
  const end$ = new Subject<void>();
  let hosts: ReadonlySet<string> = new Set();
  const app = dashboardApp({ ...deps, hosts: () => hosts, end$ });
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: LIMITS });
  if ('maxConnections' in server) server.maxConnections = MAX_CONNECTIONS;
  const listening = once(server, 'listening');
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    throw new UsageError(refusal(error, host, port));
  }
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  hosts = knownHosts(host, bound);
  return {
    port: bound,
    url: `http://${inAddress(host)}:${bound}/`,
    close: async () => {
      end$.next();
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await Promise.all([closed, deps.runs.end()]);
    },
  };
}

function refusal(error: unknown, host: string, port: number): string {
  const code = errorCode(error) ?? '';
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use; choose another one with --port, or any free one with --port 0.`;
    case 'EACCES':
      return `You may not use port ${port}; choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `--host ${host} is not an address of this machine; leave it out to accept connections from this machine only.`;
    default:
      return `The dashboard cannot listen on ${host}:${port} (${code}).`;
  }
}

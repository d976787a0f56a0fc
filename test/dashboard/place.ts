import { join } from 'node:path';
import { NEVER, type Observable } from 'rxjs';
import { z } from 'zod';
import type { CurrentRun, StartRun } from '../../src/dashboard/api/run.js';
import type { DashboardDeps, dashboardApp } from '../../src/dashboard/app.js';
import type { ChildRun } from '../../src/dashboard/childRun.js';
import { lookAt } from '../../src/dashboard/look.js';
import { watchRuns } from '../../src/dashboard/runWatch.js';
import type { RunOrder } from '../../src/model/runControl.js';
import { clock, newFolder, pathsIn } from '../archive/archiveFolder.js';
import { filledArchive } from '../archive/dashboard/filledArchive.js';

export const HOST = '127.0.0.1:8642';
export const TOKEN = 'a-token-that-is-long-enough-to-be-one';

/** A run that only pretends to be started. */
export interface FakeRuns extends ChildRun {
  readonly started: StartRun[];
  readonly orders: RunOrder[];
}

function fakeRuns(): FakeRuns {
  const started: StartRun[] = [];
  const orders: RunOrder[] = [];
  return {
    started,
    orders,
    state: () => ({
      command: started.at(-1)?.command ?? null,
      since: started.length > 0 ? Date.now() : null,
      failure: null,
    }),
    start: (request) => started.length === 0 && started.push(request) > 0,
    order: (order) => started.length > 0 && orders.push(order) > 0,
    end: () => Promise.resolve(),
  };
}

/** Dependencies of a dashboard on an archive; by default, a new, filled one. */
export async function dashboardDeps(
  overrides: Partial<DashboardDeps> = {},
  paths?: { readonly rhdata: string; readonly patchbin: string },
): Promise<DashboardDeps & { readonly runs: FakeRuns; readonly view: string }> {
  const folder = newFolder();
  const databases = paths ?? (await filledArchive(folder));
  const runs = fakeRuns();
  const view = join(folder, 'view.json');
  return {
    hosts: () => new Set([HOST]),
    token: TOKEN,
    look: lookAt({
      archive: folder,
      databases,
      version: '1.2.3',
      site: new URL('https://site.test/'),
      retryMax: 3,
      openings: (at) => [{ host: 'site.test:443', nextAllowed: new Date(at).toISOString(), reason: 'free' }],
      now: () => clock.ms,
    }),
    watch: watchRuns([{ command: 'update', database: databases.rhdata, view }], { child: runs.state, everyMs: 5 }),
    files: new Map([['/', { body: new TextEncoder().encode('<!doctype html>'), type: 'text/html', etag: '"a"' }]]),
    archive: folder,
    rhdata: databases.rhdata,
    version: '1.2.3',
    end$: NEVER,
    warn: (error) => {
      throw error;
    },
    ...overrides,
    runs,
    view,
  };
}

/** Paths without an archive. */
export const noArchive = (): { readonly rhdata: string; readonly patchbin: string } => pathsIn(newFolder());

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Requests a dashboard as its own pages do; POST with a token, unless the headers say otherwise. */
export async function ask(
  app: ReturnType<typeof dashboardApp>,
  path: string,
  { method = 'GET', body, headers = {} }: AskOptions = {},
): Promise<Asked> {
  const control: Record<string, string> =
    method === 'GET' ? {} : { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const answer = await app.request(`http://${HOST}${path}`, {
    method,
    headers: without({ host: HOST, ...control, ...headers }),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: answer.status, headers: answer.headers, body: isJson ? z.unknown().parse(JSON.parse(text)) : text };
}

export interface AskOptions {
  readonly method?: string;
  /** Text, or a value to be sent as JSON. */
  readonly body?: unknown;
  /** Null omits a header. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

const without = (headers: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));

/** A watch that emits these values. */
export const watching = (run$: Observable<CurrentRun>): DashboardDeps['watch'] => ({
  run$,
  now: () => Promise.resolve(NO_RUN),
  busy: () => false,
});

export const NO_RUN: CurrentRun = { status: 'none', view: null, here: false, failure: null };

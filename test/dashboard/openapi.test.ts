import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dashboardApp } from '../../src/dashboard/app.js';
import { type Asked, type AskOptions, ask, dashboardDeps, noArchive } from './place.js';

const operation = z.object({
  parameters: z.array(z.object({ name: z.string(), schema: z.unknown() })).optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()) })),
});
const description = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});

/** A request, and the answer that the document must describe. */
type Case = readonly [route: string, path: string, status: number, options?: AskOptions];

const post = (body?: unknown, headers: AskOptions['headers'] = {}): AskOptions => ({ method: 'POST', body, headers });
const RETRY = 'post /api/failures/{id}/retry';
const CASES: readonly Case[] = [
  ['get /api/session', '/api/session', 200],
  ['get /api/summary', '/api/summary', 200],
  ['get /api/games', '/api/games', 200],
  ['get /api/games', '/api/games?status=removed&sort=added&order=desc', 200],
  ['get /api/games', '/api/games?status=failed&search=fail&pageSize=1&page=after:5:Failing+5', 200],
  ['get /api/games', '/api/games?sort=recorded&page=last', 200],
  ['get /api/games', '/api/games?status=waiting&type=Kaizo', 200],
  ['get /api/games', '/api/games?sort=size', 400],
  ['get /api/games', '/api/games?page=0', 400],
  ['get /api/games', '/api/games?pageSize=101', 400],
  ['get /api/games/filters', '/api/games/filters', 200],
  ['get /api/games/{id}', '/api/games/1', 200],
  ['get /api/games/{id}', '/api/games/2', 200],
  ['get /api/games/{id}', '/api/games/5', 200],
  ['get /api/games/{id}', '/api/games/7', 200],
  ['get /api/games/{id}', '/api/games/99', 404],
  ['get /api/games/{id}', '/api/games/x', 400],
  ['get /api/failures', '/api/failures', 200],
  ['get /api/failures', '/api/failures?page=many', 400],
  [RETRY, '/api/failures/5/retry', 200, post()],
  [RETRY, '/api/failures/1/retry', 404, post()],
  [RETRY, '/api/failures/5/retry', 401, post(undefined, { authorization: null })],
  [RETRY, '/api/failures/5/retry', 403, post(undefined, { origin: 'http://elsewhere.test' })],
  [RETRY, '/api/failures/5/retry', 415, post(undefined, { 'content-type': 'text/plain' })],
  ['post /api/failures/retry', '/api/failures/retry', 200, post()],
  ['get /api/runs', '/api/runs?pageSize=1', 200],
  ['get /api/runs', '/api/runs?page=before:1', 200],
  ['get /api/charts/games-per-month', '/api/charts/games-per-month', 200],
  ['get /api/charts/runs', '/api/charts/runs', 200],
  ['get /api/run', '/api/run', 200],
  ['post /api/run/orders', '/api/run/orders', 409, post({ order: 'stop' })],
  ['post /api/run', '/api/run', 202, post({ command: 'update', dryRun: true })],
  ['post /api/run', '/api/run', 409, post({ command: 'scrape' })],
  ['post /api/run', '/api/run', 400, post({ command: 'verify' })],
  ['post /api/run', '/api/run', 400, post({ command: 'update', archive: '/etc' })],
  ['post /api/run', '/api/run', 400, post('{')],
  ['post /api/run', '/api/run', 413, post({ command: 'x'.repeat(5000) })],
  ['post /api/run/orders', '/api/run/orders', 202, post({ order: 'pause' })],
  ['post /api/run/orders', '/api/run/orders', 400, post({ order: 'kill' })],
];

async function documented() {
  const app = dashboardApp(await dashboardDeps());
  const { body } = await ask(app, '/api/openapi.json');
  const document = description.parse(body);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormatsModule.default(ajv);
  ajv.addSchema(document, 'api');
  const check = (route: string, { status, body: answer }: Asked): string | null => {
    const [method = '', path = ''] = route.split(' ');
    if (document.paths[path]?.[method]?.responses[status] === undefined) return `${route} does not tell of ${status}`;
    const pointer = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'];
    const ref = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    return ajv.validate({ $ref: `api#/${ref}` }, answer) ? null : ajv.errorsText();
  };
  return { app, document, check };
}

describe('the OpenAPI document', () => {
  test('describes every route, and every answer matches it', async () => {
    const { app, document, check } = await documented();
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const seen = new Set(CASES.map(([route]) => route));
    expect(routes.filter((route) => !seen.has(route))).toEqual(['get /api/run/events']);
    for (const [route, path, status, options] of CASES) {
      const asked = await ask(app, path, options);
      expect([route, path, asked.status, asked.body]).toEqual([route, path, status, asked.body]);
      expect([route, path, check(route, asked)]).toEqual([route, path, null]);
    }
  });

  test('holds where there is no archive yet', async () => {
    const { check } = await documented();
    const app = dashboardApp(await dashboardDeps({}, noArchive()));
    for (const [route, path, status] of CASES.filter(
      ([route, , status]) => route.startsWith('get ') && status === 200,
    )) {
      const asked = await ask(app, path);
      if (route === 'get /api/games/{id}') expect(asked.status).toBe(404);
      else expect([route, asked.status]).toEqual([route, status]);
      expect([route, check(route, asked)]).toEqual([route, null]);
    }
  });

  test('gives the maximum number of items on a page', async () => {
    const { document } = await documented();
    for (const path of ['/api/games', '/api/failures', '/api/runs']) {
      const size = document.paths[path]?.get?.parameters?.find(({ name }) => name === 'pageSize');
      expect(size?.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 100, default: 50 });
    }
  });

  test('does not match a wrong answer', async () => {
    const { check } = await documented();
    const wrong = { status: 200, headers: new Headers(), body: { control: 'yes' } };
    expect(check('get /api/session', wrong)).toMatch(/must be boolean/);
    expect(check('get /api/session', { ...wrong, status: 418 })).toMatch(/does not tell of 418/);
  });
});

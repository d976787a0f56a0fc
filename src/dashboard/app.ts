import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { Observable } from 'rxjs';
import { retryFailures } from '../archive/dashboard/retryFailures.js';
import { RomflowError } from '../model/errors.js';
import { ROUTES } from './api/routes.js';
import type { ChildRun } from './childRun.js';
import type { Look } from './look.js';
import { runEvents } from './runEvents.js';
import type { RunWatch } from './runWatch.js';
import { type Guarded, guardControl, guardSource, hasToken } from './security/guard.js';
import { headers } from './security/headers.js';
import { serveFiles } from './serveFiles.js';
import type { WebFile } from './webFiles.js';

/** Everything that the dashboard shows and does. */
export interface DashboardDeps extends Guarded {
  readonly look: Look;
  readonly watch: RunWatch;
  readonly runs: ChildRun;
  readonly files: ReadonlyMap<string, WebFile>;
  /** The archive's folder and its main database. */
  readonly archive: string;
  readonly rhdata: string;
  /** Of romflow. */
  readonly version: string;
  /** Emits when the server shuts down. */
  readonly end$: Observable<unknown>;
  /** Called with errors that are not the request's fault. */
  readonly warn: (error: unknown) => void;
}

/** In bytes; more than any request needs. */
const MAX_BODY_BYTES = 4096;
const UNDER_WAY = 'A run is in progress; wait until it has ended, or stop it.';

/** The dashboard as a function from requests to responses: the API, its description, and the pages. */
export function dashboardApp(deps: DashboardDeps): OpenAPIHono {
  const { look, watch, runs, token } = deps;
  const app = new OpenAPIHono({
    defaultHook: (result, context) => {
      if (result.success) return;
      const [issue] = result.error.issues;
      const where = issue === undefined || issue.path.length === 0 ? 'The request' : issue.path.join('.');
      return context.json({ error: `${where}: ${issue?.message ?? 'cannot be understood'}.` }, 400);
    },
  });
  app.use(headers(), guardSource(deps), guardControl(deps));
  app.use('/api/*', async (context, next) => {
    context.header('Cache-Control', 'no-store');
    await next();
  });
  app.use('/api/*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLong }));

  app.openapi(ROUTES.session, (context) => {
    const authorized = token !== null && hasToken(context.req.header('authorization'), token);
    return context.json({ control: token !== null, authorized, version: deps.version, archive: deps.archive }, 200);
  });
  app.openapi(ROUTES.summary, async (context) => context.json(await look.summary(), 200));
  app.openapi(ROUTES.games, (context) => context.json(look.games(context.req.valid('query')), 200));
  app.openapi(ROUTES.filters, (context) => context.json(look.filters(), 200));
  app.openapi(ROUTES.game, (context) => {
    const { id } = context.req.valid('param');
    const game = look.game(id);
    return game === null
      ? context.json({ error: `The archive does not know game ${id}.` }, 404)
      : context.json(game, 200);
  });
  app.openapi(ROUTES.failures, (context) => context.json(look.failures(context.req.valid('query')), 200));
  app.openapi(ROUTES.retryAll, (context) => context.json({ retried: retryFailures(deps.rhdata, null) }, 200));
  app.openapi(ROUTES.retryGame, (context) => {
    const { id } = context.req.valid('param');
    const retried = retryFailures(deps.rhdata, id);
    return retried === 0
      ? context.json({ error: `Game ${id} is not among those that failed.` }, 404)
      : context.json({ retried }, 200);
  });
  app.openapi(ROUTES.runs, (context) => context.json(look.runs(context.req.valid('query')), 200));
  app.openapi(ROUTES.gamesPerMonth, (context) => context.json(look.gamesPerMonth(), 200));
  app.openapi(ROUTES.runsChart, (context) => context.json(look.runsChart(), 200));
  app.openapi(ROUTES.run, async (context) => context.json(await watch.now(), 200));
  app.openapi(ROUTES.runEvents, runEvents({ run$: watch.run$, end$: deps.end$ }));
  app.openapi(ROUTES.startRun, (context) => {
    const request = context.req.valid('json');
    const started = !watch.busy(request.command) && runs.start(request);
    return started ? context.json({ accepted: true } as const, 202) : context.json({ error: UNDER_WAY }, 409);
  });
  app.openapi(ROUTES.orderRun, (context) => {
    const told = runs.order(context.req.valid('json').order);
    return told
      ? context.json({ accepted: true } as const, 202)
      : context.json({ error: 'No run started by this server is in progress.' }, 409);
  });

  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'romflow', version: deps.version, description: 'The archive and the run in progress.' },
  });
  app.get('*', serveFiles(deps.files));
  app.notFound((context) => context.json({ error: 'There is nothing at this address.' }, 404));
  app.onError((error, context) => {
    if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
    deps.warn(error);
    const known =
      error instanceof RomflowError ? error.message : 'Something went wrong; see the server’s output for details.';
    return context.json({ error: known }, 500);
  });
  return app;
}

function tooLong(): never {
  throw new HTTPException(413, { message: `The body is longer than ${MAX_BODY_BYTES} bytes.` });
}

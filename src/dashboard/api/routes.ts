import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { apiError } from './answers.js';
import { failuresPage, failuresQuery, retried } from './failures.js';
import { gameDetail } from './game.js';
import { gameFilters, gameId, gamesPage, gamesQuery } from './games.js';
import { accepted, currentRun, orderRun, session, startRun } from './run.js';
import { gamesPerMonth, runsChart, runsPage, runsQuery } from './runs.js';
import { summary } from './summary.js';

const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

const refusal = (description: string) => json(apiError, description);

/** The errors that any request may get. */
const ANY = {
  400: refusal('Part of the request is invalid.'),
  403: refusal('The request comes from another site, or names another host.'),
  500: refusal('The archive cannot be read.'),
};

/** Further errors of a request that would change something. */
const CONTROL = {
  401: refusal('The token is missing or wrong.'),
  403: refusal('Control is not allowed, or the request comes from another site.'),
  413: refusal('The body is too long.'),
  415: refusal('The body is not JSON.'),
};

const security = [{ token: [] }];
const params = z.object({ id: gameId });
const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** Every route of the API. The schemas of their responses are in the files beside this one. */
export const ROUTES = {
  session: createRoute({
    method: 'get',
    path: '/api/session',
    summary: 'Whether control is allowed',
    responses: { ...ANY, 200: json(session, 'What this server allows.') },
  }),
  summary: createRoute({
    method: 'get',
    path: '/api/summary',
    summary: 'What the archive holds and what is pending',
    responses: { ...ANY, 200: json(summary, 'The archive as it is now.') },
  }),
  games: createRoute({
    method: 'get',
    path: '/api/games',
    summary: 'Games, paginated',
    request: { query: gamesQuery },
    responses: { ...ANY, 200: json(gamesPage, 'A page; one past the last is empty.') },
  }),
  filters: createRoute({
    method: 'get',
    path: '/api/games/filters',
    summary: 'What games can be filtered by',
    responses: { ...ANY, 200: json(gameFilters, 'The values that occur in the archive, with the number of games.') },
  }),
  game: createRoute({
    method: 'get',
    path: '/api/games/{id}',
    summary: 'Everything the archive knows about a game',
    request: { params },
    responses: { ...ANY, 200: json(gameDetail, 'The game.'), 404: refusal('The archive does not know this game.') },
  }),
  failures: createRoute({
    method: 'get',
    path: '/api/failures',
    summary: 'Games that failed, paginated',
    request: { query: failuresQuery },
    responses: { ...ANY, 200: json(failuresPage, 'A page; one past the last is empty.') },
  }),
  retryGame: createRoute({
    method: 'post',
    path: '/api/failures/{id}/retry',
    summary: 'Puts a game that failed back into the queue',
    security,
    request: { params },
    responses: {
      ...ANY,
      ...CONTROL,
      200: json(retried, 'It is pending again.'),
      404: refusal('It is not among the games that failed.'),
    },
  }),
  retryAll: createRoute({
    method: 'post',
    path: '/api/failures/retry',
    summary: 'Puts every game that failed back into the queue',
    security,
    responses: { ...ANY, ...CONTROL, 200: json(retried, 'They are pending again.') },
  }),
  runs: createRoute({
    method: 'get',
    path: '/api/runs',
    summary: 'Earlier runs and crawls, paginated',
    request: { query: runsQuery },
    responses: { ...ANY, 200: json(runsPage, 'A page; one past the last is empty.') },
  }),
  gamesPerMonth: createRoute({
    method: 'get',
    path: '/api/charts/games-per-month',
    summary: 'Games added to the site, and to the archive, each month',
    responses: { ...ANY, 200: json(gamesPerMonth, 'The months.') },
  }),
  runsChart: createRoute({
    method: 'get',
    path: '/api/charts/runs',
    summary: 'How long the latest runs took, and how many versions they recorded',
    responses: { ...ANY, 200: json(runsChart, 'The runs.') },
  }),
  run: createRoute({
    method: 'get',
    path: '/api/run',
    summary: 'The run in progress, or the last one',
    responses: { ...ANY, 200: json(currentRun, 'The run as it is now.') },
  }),
  runEvents: createRoute({
    method: 'get',
    path: '/api/run/events',
    summary: 'The run in progress, whenever it changes',
    responses: {
      ...ANY,
      200: {
        description:
          'Server-sent events named `run`, the first one immediately; the data of each is a CurrentRun as JSON. Comments keep the connection alive.',
        content: { 'text/event-stream': { schema: z.string() } },
      },
      503: refusal('Too many pages are watching already.'),
    },
  }),
  startRun: createRoute({
    method: 'post',
    path: '/api/run',
    summary: 'Starts an update or a scrape',
    security,
    request: { body: body(startRun) },
    responses: {
      ...ANY,
      ...CONTROL,
      202: json(accepted, 'It is starting; /api/run shows its progress.'),
      409: refusal('A run is in progress.'),
    },
  }),
  orderRun: createRoute({
    method: 'post',
    path: '/api/run/orders',
    summary: 'Pauses, resumes or stops the run that this server started, or skips its oldest item in progress',
    security,
    request: { body: body(orderRun) },
    responses: {
      ...ANY,
      ...CONTROL,
      202: json(accepted, 'The order was passed on; /api/run shows when the run has obeyed it.'),
      409: refusal('No run started by this server is in progress.'),
    },
  }),
} as const;

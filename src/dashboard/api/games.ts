import { z } from 'zod';
import { count, pageFields, pageQuery, text, time } from './answers.js';

/**
 * Which games a list holds.
 *
 * - `archived`: the archive has a version of it
 * - `removed`: so it has, but the site no longer lists the game
 * - `waiting`: it is queued or being worked on; the archive may have an earlier version
 * - `failed`: the last try failed; the archive may have an earlier version
 */
const GAME_STATUSES = ['archived', 'removed', 'waiting', 'failed'] as const;

/** What a list can be sorted by; `recorded` is when the archive recorded the game, or when it was queued. */
const GAME_SORTS = ['name', 'id', 'added', 'recorded'] as const;

const gameStatus = z.enum(GAME_STATUSES);
export const gameId = text
  .regex(/^\d{1,20}$/, 'must be 1 to 20 digits, such as 8755')
  .describe('SMW Central id of the hack');

export const gamesQuery = z.object({
  search: text.max(200).optional().describe('part of the name or of the author, or an id'),
  difficulty: text.max(200).optional().describe('a value from /api/games/filters'),
  type: text.max(200).optional().describe('a value from /api/games/filters'),
  status: gameStatus.default('archived'),
  sort: z.enum(GAME_SORTS).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
  ...pageQuery,
});

export type GamesQuery = z.infer<typeof gamesQuery>;

/** A game in a list: as of its latest version or, if there is none yet, as the site listed it. */
export const gameItem = z
  .object({
    id: gameId,
    name: text.describe('plain text'),
    version: count.nullable().describe('the latest version; null: the archive has none yet'),
    author: text.nullable(),
    difficulty: text.nullable(),
    type: text.nullable().describe('one or more, such as Standard, Kaizo'),
    addedAt: time.nullable().describe('when it was added to the site'),
    recordedAt: time.nullable().describe('when the archive recorded this version'),
    removed: z.boolean().describe('the site no longer lists it'),
    obsoleted: z.boolean().describe('the site names a successor'),
    queue: z
      .enum(['pending', 'downloading', 'processing', 'failed'])
      .nullable()
      .describe('null: it is not pending, in progress or failed'),
  })
  .meta({ id: 'GameItem' });

export type GameItem = z.infer<typeof gameItem>;

export const gamesPage = z.object({ items: z.array(gameItem), ...pageFields }).meta({ id: 'GamesPage' });

export type GamesPage = z.infer<typeof gamesPage>;

const filterValue = z.object({ value: text, games: count.describe('in the archive') });

export const gameFilters = z
  .object({
    difficulties: z.array(filterValue).describe('easiest first, as far as the site numbers them'),
    types: z.array(filterValue).describe('most frequent first; a game may have several'),
    statuses: z.array(z.object({ value: gameStatus, games: count })).describe('all statuses; a game may have several'),
  })
  .meta({ id: 'GameFilters' });

export type GameFilters = z.infer<typeof gameFilters>;

import type { GameFacts } from '../archive/dashboard/gameFacts.js';
import type { QueuedGameRow } from '../archive/dashboard/queuedList.js';
import type { GameDetail } from './api/game.js';
import type { GameItem } from './api/games.js';

/** A game that the archive does not have yet. */
export function queuedItem({ id, name, difficulty, type, status }: QueuedGameRow): GameItem {
  return { ...NOTHING_YET, id, name, difficulty, type, queue: status };
}

/**
 * A game with everything known about it.
 *
 * @param retryMax - how many times a game is tried
 */
export function gameDetail(id: string, facts: GameFacts, retryMax: number): GameDetail {
  const { listed, waiting, queue, versions, pageUrl, screenshots, stats, sightings, queueEntry: entry, tried } = facts;
  const queueEntry = entry && { ...entry, final: entry.status === 'failed' && entry.tries >= retryMax };
  const item = listed ?? { ...NOTHING_YET, id, ...waitingFields(id, waiting) };
  return { ...item, queue, pageUrl, screenshots, versions, stats, sightings, queueEntry, tried };
}

const NOTHING_YET = {
  version: null,
  author: null,
  difficulty: null,
  type: null,
  addedAt: null,
  recordedAt: null,
  removed: false,
  obsoleted: false,
} as const;

function waitingFields(
  id: string,
  waiting: GameFacts['waiting'],
): Pick<GameItem, 'name' | 'author' | 'difficulty' | 'type'> {
  const columns = waiting?.columns;
  return {
    name: waiting?.name ?? id,
    author: columns?.author ?? null,
    difficulty: columns?.difficulty ?? null,
    type: columns?.fields_type ?? null,
  };
}

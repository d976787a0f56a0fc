import type { GameItem } from '../../../src/dashboard/api/games.js';
import { Badge, type Tone } from './badge.js';

const QUEUE: Readonly<Record<NonNullable<GameItem['queue']>, { readonly tone: Tone; readonly label: string }>> = {
  pending: { tone: 'plain', label: 'waiting' },
  downloading: { tone: 'busy', label: 'downloading' },
  processing: { tone: 'busy', label: 'processing' },
  failed: { tone: 'bad', label: 'failed' },
};

/** What is unusual about a game. */
export function GameBadges({ game }: { readonly game: GameItem }) {
  const queue = game.queue === null ? null : QUEUE[game.queue];
  return (
    <>
      {queue !== null && <Badge tone={queue.tone}>{queue.label}</Badge>}
      {game.removed && <Badge tone="warn">no longer listed</Badge>}
      {game.obsoleted && <Badge>has a successor</Badge>}
    </>
  );
}

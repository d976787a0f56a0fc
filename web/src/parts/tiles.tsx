import type { Summary } from '../../../src/dashboard/api/summary.js';
import { number } from '../words.js';

/** What the archive holds, in numbers. */
export function Tiles({ summary: { holds, queue } }: { readonly summary: Summary }) {
  const waiting = queue.pending + queue.downloading + queue.processing;
  return (
    <ul class="tiles">
      <Tile value={holds?.games ?? 0} name="games" to="#/games" />
      <Tile value={holds?.versions ?? 0} name="versions" />
      <Tile value={holds?.patches ?? 0} name="patches" />
      <Tile value={holds?.blobs ?? 0} name="blobs" />
      <Tile value={waiting} name="waiting" to="#/games?status=waiting" />
      <Tile value={queue.failed} name="failed" to="#/failures" bad={queue.failed > 0} />
    </ul>
  );
}

interface TileProps {
  readonly value: number;
  readonly name: string;
  readonly to?: string;
  readonly bad?: boolean;
}

function Tile({ value, name, to, bad = false }: TileProps) {
  const text = (
    <>
      <strong>{number(value)}</strong> <span>{name}</span>
    </>
  );
  return <li class={bad ? 'is-bad' : ''}>{to === undefined ? <p>{text}</p> : <a href={to}>{text}</a>}</li>;
}

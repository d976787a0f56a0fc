import type { Summary } from '../../../src/dashboard/api/summary.js';
import { number } from '../words.js';

/** What the archive holds, in numbers. */
export function Tiles({ summary: { holds, queue } }: { readonly summary: Summary }) {
  const waiting = queue.pending + queue.downloading + queue.processing;
  return (
    <ul class="tiles">
      <Tile value={holds?.games ?? 0} name={['game', 'games']} to="#/games" />
      <Tile value={holds?.versions ?? 0} name={['version', 'versions']} />
      <Tile value={holds?.patches ?? 0} name={['patch', 'patches']} />
      <Tile value={holds?.blobs ?? 0} name={['blob', 'blobs']} />
      <Tile value={waiting} name={['waiting', 'waiting']} to="#/games?status=waiting" />
      <Tile value={queue.failed} name={['failed', 'failed']} to="#/failures" bad={queue.failed > 0} />
    </ul>
  );
}

interface TileProps {
  readonly value: number;
  /** Singular and plural. */
  readonly name: readonly [one: string, several: string];
  readonly to?: string;
  readonly bad?: boolean;
}

function Tile({ value, name, to, bad = false }: TileProps) {
  const text = (
    <>
      <strong>{number(value)}</strong> <span>{value === 1 ? name[0] : name[1]}</span>
    </>
  );
  return <li class={bad ? 'is-bad' : ''}>{to === undefined ? <p>{text}</p> : <a href={to}>{text}</a>}</li>;
}

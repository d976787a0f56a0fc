import type { GameItem } from '../../../src/dashboard/api/games.js';
import { Dotted } from './dotted.js';
import { GameBadges } from './gameBadges.js';
import { When } from './when.js';

const COLUMNS = ['Game', 'Difficulty', 'Type', 'Version', 'On the site since', 'Status'] as const;

/** A page of games. Roles are written out because narrow screens show rows as cards. */
export function GamesTable({ games }: { readonly games: readonly GameItem[] }) {
  return (
    <table class="cards" role="table" aria-label="Games">
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {games.map((game) => (
          <tr key={game.id} role="row">
            <td role="cell" class="lead">
              <a href={`#/games/${game.id}`}>{game.name}</a>
              <small>
                <Dotted words={[game.author, game.id]} />
              </small>
            </td>
            <td role="cell">{game.difficulty ?? <None />}</td>
            <td role="cell">{game.type ?? <None />}</td>
            <td role="cell" data-name="Version">
              {game.version ?? <None />}
            </td>
            <td role="cell" data-name="Since">
              <When time={game.addedAt} day />
            </td>
            <td role="cell" class={game.queue === null && !game.removed && !game.obsoleted ? 'empty' : ''}>
              <GameBadges game={game} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const None = () => <span class="faint">–</span>;

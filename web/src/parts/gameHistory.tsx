import type { GameDetail } from '../../../src/dashboard/api/game.js';
import { Changes } from './changes.js';
import { When } from './when.js';

/** What was observed of a game on the site over time. */
export function GameHistory({ game: { stats, sightings } }: { readonly game: GameDetail }) {
  return (
    <>
      {sightings.length > 0 && (
        <section class="card" aria-labelledby="sightings">
          <h2 id="sightings">Seen on the site</h2>
          <ul class="sightings">
            {sightings.map(({ seenAt, kind, changes }, index) => (
              <li key={index}>
                <p>
                  <When time={seenAt} /> · {KINDS[kind] ?? kind}
                </p>
                {changes.length > 0 && <Changes changes={changes} label={`Changes, sighting ${String(index + 1)}`} />}
              </li>
            ))}
          </ul>
        </section>
      )}
      {stats.length > 0 && (
        <section class="card" aria-labelledby="stats">
          <h2 id="stats">Downloads and rating</h2>
          <div class="scroll" tabIndex={0} role="region" aria-label="Downloads and rating">
            <table class="plain">
              <thead>
                <tr>
                  <th scope="col">Seen</th>
                  <th scope="col" class="num">
                    Downloads
                  </th>
                  <th scope="col" class="num">
                    Rating
                  </th>
                </tr>
              </thead>
              <tbody>
                {stats.map(({ seenAt, downloads, rating }, index) => (
                  <tr key={index}>
                    <th scope="row">
                      <When time={seenAt} />
                    </th>
                    <td class="num">{downloads ?? '–'}</td>
                    <td class="num">{rating ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}

const KINDS: Readonly<Record<string, string>> = {
  major: 'major change: a new version',
  minor: 'minor change',
  removed: 'no longer listed',
  returned: 'listed again',
};

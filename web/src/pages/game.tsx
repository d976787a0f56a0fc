import { type GameDetail, gameDetail } from '../../../src/dashboard/api/game.js';
import type { Control } from '../control.js';
import { useLoaded } from '../loaded.js';
import { Badge } from '../parts/badge.js';
import { Dotted } from '../parts/dotted.js';
import { GameBadges } from '../parts/gameBadges.js';
import { GameHistory } from '../parts/gameHistory.js';
import { GameVersion } from '../parts/gameVersion.js';
import { FailureNotice, Notice } from '../parts/notice.js';
import { OutsideLink } from '../parts/outsideLink.js';
import { PageTitle } from '../parts/pageTitle.js';
import { TriedPatches } from '../parts/triedPatches.js';
import { When } from '../parts/when.js';
import { useRetry } from '../retry.js';
import { counted } from '../words.js';

interface GamePageProps {
  readonly id: string;
  readonly control: Control;
  readonly occasion: string;
}

/** Everything the archive knows about a game. */
export function GamePage({ id, control, occasion }: GamePageProps) {
  const { data, failure, reload } = useLoaded(gameDetail, `games/${id}`, occasion);
  return (
    <>
      <nav class="crumbs" aria-label="Breadcrumb">
        <a href="#/games">Games</a>
      </nav>
      <PageTitle title={data?.name ?? `Game ${id}`}>
        {data !== null && (
          <>
            <p>
              <Dotted words={[data.author, data.difficulty, data.type, `id ${data.id}`]} />
            </p>
            <p class="badges">
              <GameBadges game={data} />
            </p>
          </>
        )}
      </PageTitle>
      <FailureNotice failure={failure} retry={reload} />
      {data !== null && (
        <>
          <Links game={data} />
          <Queue game={data} control={control} reload={reload} />
          <section aria-labelledby="versions">
            <h2 id="versions">Versions</h2>
            {data.versions.length === 0 && <p class="card nothing">The archive has no version of this game yet.</p>}
            {data.versions.map((version, index) => (
              <GameVersion key={version.version} version={version} open={index === 0} />
            ))}
          </section>
          <TriedPatches patches={data.tried} />
          <GameHistory game={data} />
        </>
      )}
    </>
  );
}

function Links({ game: { pageUrl, screenshots } }: { readonly game: GameDetail }) {
  if (pageUrl === null && screenshots.length === 0) return null;
  return (
    <ul class="links">
      <li>
        <OutsideLink to={pageUrl}>Page on the site</OutsideLink>
      </li>
      {screenshots.map((screenshot, index) => (
        <li key={screenshot}>
          <OutsideLink to={screenshot}>Screenshot {index + 1}</OutsideLink>
        </li>
      ))}
    </ul>
  );
}

interface QueueProps {
  readonly game: GameDetail;
  readonly control: Control;
  readonly reload: () => void;
}

/** The state of the game in the queue; nothing if it is completed. */
function Queue({ game: { id, queueEntry, name }, control, reload }: QueueProps) {
  const { retry, said } = useRetry(() => 'It', reload);
  const answer = said !== null && <Notice tone={said.tone}>{said.text}</Notice>;
  if (queueEntry === null || queueEntry.status === 'completed') return <div>{answer}</div>;
  return (
    <section class={`card ${queueEntry.status === 'failed' ? 'is-bad' : ''}`} aria-labelledby="queue">
      <h2 id="queue">In the queue: {queueEntry.status}</h2>
      {queueEntry.reason !== null && <p class="reason">{queueEntry.reason}</p>}
      <p class="faint">
        {queueEntry.final ? (
          <Badge tone="bad">given up</Badge>
        ) : (
          counted(queueEntry.tries, 'failed try', 'failed tries')
        )}
        , in the queue since <When time={queueEntry.queuedAt} />
      </p>
      {answer}
      {queueEntry.status === 'failed' && control === 'allowed' && (
        <div class="buttons">
          <button
            type="button"
            onClick={() => {
              retry(`failures/${id}/retry`);
            }}
          >
            Retry<span class="unseen"> {name}</span>
          </button>
        </div>
      )}
    </section>
  );
}

import { useEffect, useRef } from 'preact/hooks';
import { type Failure, failuresPage } from '../../../src/dashboard/api/failures.js';
import { type Control, controlHint } from '../control.js';
import { useLoaded } from '../loaded.js';
import { Badge } from '../parts/badge.js';
import { FailureNotice, Notice } from '../parts/notice.js';
import { PageTitle } from '../parts/pageTitle.js';
import { Pager } from '../parts/pager.js';
import { When } from '../parts/when.js';
import { useRetry } from '../retry.js';
import { address } from '../route.js';
import { counted } from '../words.js';

interface FailuresPageProps {
  readonly query: URLSearchParams;
  readonly control: Control;
  readonly occasion: string;
  /** Called when games are back in the queue. */
  readonly changed: () => void;
}

/** The games that failed, why, and buttons to retry them. */
export function FailuresPage({ query, control, occasion, changed }: FailuresPageProps) {
  const page = query.get('page') ?? 'first';
  const { data, failure, reload } = useLoaded(failuresPage, `failures?page=${encodeURIComponent(page)}`, occasion);
  const { retry, said } = useRetry(
    (games) => counted(games, 'game'),
    () => {
      reload();
      changed();
    },
  );
  const answer = useRef<HTMLDivElement>(null);
  const hint = controlHint(control);

  useEffect(() => {
    // The button that has the focus is about to disappear.
    if (said?.tone === 'done') answer.current?.focus();
  }, [said]);

  return (
    <>
      <PageTitle title="Failures">
        <p>Games whose last try failed. A retry puts a game back into the queue.</p>
      </PageTitle>
      {hint !== null && <Notice tone="hint">{hint}</Notice>}
      {said !== null && (
        <div ref={answer} tabIndex={-1}>
          <Notice tone={said.tone}>{said.text}</Notice>
        </div>
      )}
      <FailureNotice failure={failure} retry={reload} />
      {data !== null && data.total > 0 && control === 'allowed' && (
        <div class="buttons">
          <button
            type="button"
            class="primary"
            onClick={() => {
              retry('failures/retry');
            }}
          >
            Retry {data.total === 1 ? '' : 'all '}
            {counted(data.total, 'game')}
          </button>
        </div>
      )}
      {data !== null && (
        <>
          {data.total === 0 && <p class="card nothing">Nothing has failed. ✓</p>}
          <ul class="failures">
            {data.items.map((item) => (
              <FailureItem
                key={item.id}
                failure={item}
                retry={
                  control !== 'allowed'
                    ? null
                    : () => {
                        retry(`failures/${item.id}/retry`);
                      }
                }
              />
            ))}
          </ul>
          {data.total > 0 && <Pager {...data} noun="failure" to={(to) => address('/failures', { page: to })} />}
        </>
      )}
    </>
  );
}

interface FailureItemProps {
  readonly failure: Failure;
  /** Null: it may not be retried from here. */
  readonly retry: (() => void) | null;
}

function FailureItem({ failure: { id, name, reason, tries, final, failedAt }, retry }: FailureItemProps) {
  return (
    <li class="card failure">
      <div>
        <h2>
          <a href={`#/games/${id}`}>{name}</a>
        </h2>
        <p class="reason">{reason}</p>
        <p class="faint">
          <Badge tone={final ? 'bad' : 'warn'}>{final ? 'given up' : 'will be retried'}</Badge>{' '}
          {final ? '' : `${counted(tries, 'try', 'tries')}, `}
          <When time={failedAt} />
        </p>
      </div>
      {retry !== null && (
        <button type="button" onClick={retry}>
          Retry<span class="unseen"> {name}</span>
        </button>
      )}
    </li>
  );
}

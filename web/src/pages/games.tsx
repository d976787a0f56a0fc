import { gameFilters } from '../../../src/dashboard/api/games.js';
import { useFilledPage } from '../filled.js';
import { useLoaded } from '../loaded.js';
import { GamesFilters } from '../parts/gamesFilters.js';
import { GamesTable } from '../parts/gamesTable.js';
import { FailureNotice } from '../parts/notice.js';
import { PageTitle } from '../parts/pageTitle.js';
import { Pager } from '../parts/pager.js';
import { address, go } from '../route.js';
import { counted } from '../words.js';

interface GamesPageProps {
  readonly query: URLSearchParams;
  readonly occasion: string;
}

/** The query parameters of this page; the API takes the same ones. */
const WORDS = ['search', 'difficulty', 'type', 'status', 'sort', 'order', 'page', 'pageSize'] as const;

/** The games: searched, filtered, sorted, page by page. Every choice is in the URL. */
export function GamesPage({ query, occasion }: GamesPageProps) {
  const chosen: Readonly<Record<string, string>> = Object.fromEntries(
    WORDS.map((word) => [word, query.get(word) ?? '']),
  );
  const asked = new URLSearchParams(Object.entries(chosen).filter(([, word]) => word !== '')).toString();
  const games = useFilledPage(asked, occasion);
  const filters = useLoaded(gameFilters, 'games/filters', occasion);
  const choose = (words: Readonly<Record<string, string>>, replace = false): void => {
    go(address('/games', { ...chosen, page: '', ...words }), { replace });
  };

  return (
    <>
      <PageTitle title="Games" />
      <GamesFilters chosen={chosen} filters={filters.data} choose={choose} />
      <FailureNotice failure={games.failure} retry={games.reload} />
      {games.data !== null && (
        <section class="card" aria-label="Results" aria-busy={games.loading}>
          {games.data.items.length > 0 && <GamesTable games={games.data.items} />}
          {games.data.items.length === 0 && games.data.searchOn === null && <p class="nothing">No games match.</p>}
          <Pager {...games.data} noun="game" to={(page) => address('/games', { ...chosen, page })} />
        </section>
      )}
      <div class="unseen" role="status">
        {games.data !== null && !games.loading && said(games.data)}
      </div>
    </>
  );
}

/** How many there are, for screen readers. */
const said = ({ total, items }: { readonly total: number | null; readonly items: readonly unknown[] }): string =>
  total === null ? `${counted(items.length, 'game')} found on this page` : `${counted(total, 'game')} found`;

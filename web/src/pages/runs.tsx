import { runsPage } from '../../../src/dashboard/api/runs.js';
import { useLoaded } from '../loaded.js';
import { RunsChart } from '../parts/charts.js';
import { FailureNotice } from '../parts/notice.js';
import { PageTitle } from '../parts/pageTitle.js';
import { Pager } from '../parts/pager.js';
import { RunsTable } from '../parts/runsTable.js';
import { address } from '../route.js';

interface RunsPageProps {
  readonly query: URLSearchParams;
  readonly occasion: string;
}

/** Earlier runs and crawls. */
export function RunsPage({ query, occasion }: RunsPageProps) {
  const page = query.get('page') ?? 'first';
  const { data, failure, reload } = useLoaded(runsPage, `runs?page=${encodeURIComponent(page)}`, occasion);
  return (
    <>
      <PageTitle title="Runs" />
      <section class="card" aria-label="Chart">
        <RunsChart occasion={occasion} />
      </section>
      <section class="card" aria-label="List">
        <FailureNotice failure={failure} retry={reload} />
        {data !== null && (
          <>
            {data.items.length > 0 && <RunsTable runs={data.items} label="Runs and crawls" />}
            <Pager {...data} noun="run" to={(to) => address('/runs', { page: to })} />
          </>
        )}
      </section>
    </>
  );
}

import type { CurrentRun } from '../../../src/dashboard/api/run.js';
import { runsPage } from '../../../src/dashboard/api/runs.js';
import type { Summary } from '../../../src/dashboard/api/summary.js';
import type { Control } from '../control.js';
import { isAtWork } from '../liveRun.js';
import { type Loaded, useLoaded } from '../loaded.js';
import { GamesChart, RunsChart } from '../parts/charts.js';
import { NextRequests } from '../parts/nextRequests.js';
import { FailureNotice } from '../parts/notice.js';
import { PageTitle } from '../parts/pageTitle.js';
import { RunCard } from '../parts/runCard.js';
import { RunControls } from '../parts/runControls.js';
import { RunsTable } from '../parts/runsTable.js';
import { Tiles } from '../parts/tiles.js';
import { bytes, counted } from '../words.js';

interface OverviewPageProps {
  readonly summary: Loaded<Summary>;
  readonly run: CurrentRun | null;
  readonly control: Control;
  readonly occasion: string;
}

/** What the archive holds besides games. */
function holdings({ holds, databaseBytes }: Summary): string {
  if (holds === null) return 'There is no archive in this folder yet; an update creates one.';
  const gone = holds.removed === 0 ? [] : [`${counted(holds.removed, 'game')} no longer listed`];
  return [counted(holds.attachments, 'attachment'), `${bytes(databaseBytes)} of databases`, ...gone].join(' · ');
}

/** The run in progress, what the archive holds, and how it has grown. */
export function OverviewPage({ summary: { data, failure, reload }, run, control, occasion }: OverviewPageProps) {
  const runs = useLoaded(runsPage, 'runs?pageSize=5', occasion);
  return (
    <>
      <PageTitle title="Overview">
        <p class="path">{data?.archive ?? ''}</p>
        <p class="faint">{data === null ? '' : holdings(data)}</p>
      </PageTitle>
      <FailureNotice failure={failure} retry={reload} />
      {data !== null && <Tiles summary={data} />}
      <div class="columns">
        <div class="stack">
          <section class="card" aria-labelledby="run">
            <h2 id="run">{isAtWork(run) || run?.here === true ? 'The run in progress' : 'The last run'}</h2>
            <RunCard run={run} />
            <RunControls run={run} control={control} />
          </section>
          <section class="card" aria-labelledby="yield">
            <h2 id="yield">Runs</h2>
            <RunsChart occasion={occasion} />
          </section>
        </div>
        <div class="stack">
          <section class="card" aria-labelledby="next">
            <h2 id="next">Next request</h2>
            {data !== null && <NextRequests requests={data.requests} />}
          </section>
          <section class="card" aria-labelledby="runs">
            <h2 id="runs">Latest runs</h2>
            <FailureNotice failure={runs.failure} retry={runs.reload} />
            {runs.data !== null && runs.data.items.length === 0 && <p class="faint">No runs yet.</p>}
            {runs.data !== null && runs.data.items.length > 0 && (
              <>
                <RunsTable runs={runs.data.items} label="Latest runs" />
                <p>
                  <a href="#/runs">All runs</a>
                </p>
              </>
            )}
          </section>
          <section class="card" aria-labelledby="growth">
            <h2 id="growth">Growth</h2>
            <GamesChart occasion={occasion} />
          </section>
        </div>
      </div>
    </>
  );
}

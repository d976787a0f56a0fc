import type { CurrentRun } from '../../../src/dashboard/api/run.js';
import type { RunView } from '../../../src/model/runView.js';
import { useClock } from '../clock.js';
import { isAtWork } from '../liveRun.js';
import { counted, duration, number, percent, sentence } from '../words.js';
import { Badge } from './badge.js';
import { Finished } from './finished.js';
import { InProgress } from './inProgress.js';
import { Notice } from './notice.js';
import { Progress } from './progress.js';
import { RunStatus } from './runStatus.js';
import { When } from './when.js';

/** The run in progress, or the last one. */
export function RunCard({ run }: { readonly run: CurrentRun | null }) {
  const going = isAtWork(run);
  const now = useClock(going);
  if (run === null) return <p class="faint">Waiting for the server …</p>;
  const { view } = run;
  return (
    <>
      {run.failure !== null && <Notice tone="failure">The last run started from here failed: {run.failure}</Notice>}
      {view === null ? (
        <p class="faint">{run.status === 'none' ? 'No run yet.' : 'A run is starting …'}</p>
      ) : (
        <>
          <div class="run-head">
            <h3>{sentence(view.command)}</h3>
            <RunStatus run={run} />
            {view.dryRun && <Badge>dry run, nothing is written</Badge>}
            {view.mode !== null && <Badge>{view.mode}</Badge>}
            <span class="run-time">
              {going ? `for ${duration(now - Date.parse(view.startedAt))}` : <When time={view.at} />}
            </span>
          </div>
          <Work view={view} now={now} going={going} />
          {going && <Waits view={view} now={now} />}
          {going && <InProgress inProgress={view.inProgress} />}
          <Finished view={view} going={going} />
        </>
      )}
    </>
  );
}

const LIMITS = {
  gap: 'The pause between requests sets the pace.',
  workers: 'This machine sets the pace.',
  account: 'The account’s limit on concurrent requests sets the pace.',
  quota: 'The account’s quota sets the pace.',
} as const;

interface PartProps {
  readonly view: RunView;
  readonly now: number;
  readonly going: boolean;
}

function Work({ view, now, going }: PartProps) {
  const { work, catalog } = view;
  const text = wordsOf(work);
  // While a run is paused, the remaining time does not count down; and when nothing is left, more may still be listed.
  const etaMs = work.left === 0 || view.state !== 'running' ? null : work.etaMs;
  const eta = etaMs === null ? null : etaMs - (now - Date.parse(view.at));
  return (
    <>
      <Progress
        label="Progress of the run"
        {...work}
        total={work.total ?? (going ? null : work.done + work.failed + work.skipped)}
        text={text}
      />
      <dl class="figures">
        <Figure name="Done" value={number(work.done)} />
        <Figure name="Failed" value={number(work.failed)} bad={work.failed > 0} />
        {work.skipped > 0 && <Figure name="Skipped" value={number(work.skipped)} />}
        <Figure name="Left" value={work.left === null ? '–' : number(work.left)} />
        {going && (
          <Figure
            name="Per minute"
            value={work.perMinute === null ? '–' : number(Math.round(work.perMinute * 10) / 10)}
          />
        )}
        {going && <Figure name="Time left" value={eta === null ? '–' : duration(eta)} />}
      </dl>
      <p class="faint">
        {catalog !== null && <>{catalogWords(catalog)} </>}
        {going && work.limit !== null && LIMITS[work.limit]}
      </p>
    </>
  );
}

function wordsOf({ done, failed, skipped, total, noun }: RunView['work']): string {
  const others = `${failed === 0 ? '' : `, ${number(failed)} failed`}${skipped === 0 ? '' : `, ${number(skipped)} skipped`}`;
  if (total === null) return `${number(done)} ${noun} done${others}`;
  const ended = String(percent(done + failed + skipped, total));
  return `${number(done)} of ${number(total)} ${noun} done${others}, ${ended} percent`;
}

const ENDINGS = { complete: 'read', paused: 'paused', failed: 'not read to the end' } as const;

function catalogWords({ page, lastPage, records, fresh, outcome }: NonNullable<RunView['catalog']>): string {
  if (page === 0) {
    return outcome === null ? 'Requesting the first page of the catalog.' : 'No page of the catalog was read.';
  }
  const pages = lastPage === null ? `page ${number(page)}` : `page ${number(page)} of ${number(lastPage)}`;
  const state = outcome === null ? `Reading the catalog, ${pages}` : `Catalog ${ENDINGS[outcome]}, ${pages}`;
  return `${state}: ${counted(records, 'record')}, ${number(fresh)} new or changed.`;
}

function Figure({
  name,
  value,
  bad = false,
}: {
  readonly name: string;
  readonly value: string;
  readonly bad?: boolean;
}) {
  return (
    <div class={bad ? 'is-bad' : ''}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Waits({ view, now }: Omit<PartProps, 'going'>) {
  const waits = view.waits.filter(({ until }) => Date.parse(until) > now);
  if (waits.length === 0) return null;
  return (
    <ul class="waits">
      {waits.map(({ host, until, reason }) => (
        <li key={host}>
          Next request to <strong>{host}</strong> in {duration(Date.parse(until) - now)}
          {reason !== '' && <span class="faint"> ({reason})</span>}
        </li>
      ))}
    </ul>
  );
}

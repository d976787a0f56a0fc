import { useEffect, useRef } from 'preact/hooks';
import { session } from '../../src/dashboard/api/run.js';
import { summary } from '../../src/dashboard/api/summary.js';
import { controlOf } from './control.js';
import { type LiveRun, useLiveRun } from './liveRun.js';
import { useLoaded } from './loaded.js';
import { FailuresPage } from './pages/failures.js';
import { GamePage } from './pages/game.js';
import { GamesPage } from './pages/games.js';
import { OverviewPage } from './pages/overview.js';
import { RunsPage } from './pages/runs.js';
import { UnknownPage } from './pages/unknown.js';
import { Frame } from './parts/frame.js';
import { RunAnnouncer } from './parts/runAnnouncer.js';
import { type Route, useRoute } from './route.js';
import { useThrottled } from './throttled.js';

/** The minimum time between two requests for what a run changes. */
const LOOK_MS = 3000;

/** The dashboard: what every page needs, and the page named by the URL. */
export function App() {
  const route = useRoute();
  const live = useLiveRun();
  const occasion = useThrottled(momentOf(live), LOOK_MS);
  const allowed = useLoaded(session, 'session');
  const whole = useLoaded(summary, 'summary', occasion);
  const control = controlOf(allowed.data);
  useFocusOnPage(route);

  return (
    <Frame
      page={route.page}
      connected={live.connected}
      failed={whole.data?.queue.failed ?? 0}
      version={allowed.data?.version}
    >
      <RunAnnouncer run={live.run} />
      {page()}
    </Frame>
  );

  function page() {
    switch (route.page) {
      case 'overview':
        return <OverviewPage summary={whole} run={live.run} control={control} occasion={occasion} />;
      case 'games':
        return <GamesPage query={route.query} occasion={occasion} />;
      case 'game':
        return <GamePage key={route.id} id={route.id} control={control} occasion={occasion} />;
      case 'failures':
        return <FailuresPage query={route.query} control={control} occasion={occasion} changed={whole.reload} />;
      case 'runs':
        return <RunsPage query={route.query} occasion={occasion} />;
      case 'unknown':
        return <UnknownPage />;
    }
  }
}

/** A text that differs whenever the archive may have changed. */
function momentOf({ run, times }: LiveRun): string {
  if (run?.view == null) return `${times} ${run?.status ?? ''}`;
  const { work, startedAt } = run.view;
  return `${times} ${run.status} ${String(run.here)} ${startedAt} ${work.done} ${work.failed}`;
}

/** Moves the focus to the heading of a new page, for those who do not see it change; the first page is left to the browser. */
function useFocusOnPage({ page, id }: Route): void {
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0);
      document.querySelector('h1')?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [page, id]);
}

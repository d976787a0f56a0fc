import { stat } from 'node:fs/promises';
import { type Observable, distinctUntilChanged, exhaustMap, shareReplay, timer } from 'rxjs';
import { type LockHolder, lockHolder } from '../archive/lockHolder.js';
import { readRunView } from '../files/readRunView.js';
import type { RunView } from '../model/runView.js';
import type { CurrentRun } from './api/run.js';
import type { ChildState } from './childRun.js';

/** Where a run can be observed. */
export interface RunPlace {
  readonly command: 'update' | 'scrape';
  /** The database whose lock a run holds. */
  readonly database: string;
  /** The file in which a run leaves its view. */
  readonly view: string;
}

/** The run in progress, or the last one, wherever it was started. */
export interface RunWatch {
  readonly now: () => Promise<CurrentRun>;
  /** Emits immediately, then on every change; the files are polled only while there are subscribers. */
  readonly run$: Observable<CurrentRun>;
  /** Whether any process holds the lock for this command. */
  readonly busy: (command: RunPlace['command']) => boolean;
}

export interface RunWatchDeps {
  /** The run that this server started. */
  readonly child: () => ChildState;
  /** Polling interval, in milliseconds. */
  readonly everyMs?: number;
}

/** A view, and whether its run is still in progress. */
interface Seen {
  readonly view: RunView;
  readonly status: Exclude<CurrentRun['status'], 'none'>;
  /** Whether it is the run that this server started. */
  readonly isOurs: boolean;
}

/** Watches the views that runs leave in the state folder, and the locks that they hold. */
export function watchRuns(places: readonly RunPlace[], { child, everyMs = 300 }: RunWatchDeps): RunWatch {
  const readers = places.map((place) => ({ place, read: viewReader(place.view) }));

  async function now(): Promise<CurrentRun> {
    const ours = child();
    const seen = await Promise.all(
      readers.map(async ({ place, read }) => {
        const view = await read();
        if (view === null) return [];
        const isOurs = ours.command === place.command && isOf(view, ours);
        return [{ view, status: statusOf(view, place, isOurs), isOurs }];
      }),
    );
    return choose(seen.flat(), ours);
  }

  const run$ = timer(0, everyMs).pipe(
    exhaustMap(now),
    distinctUntilChanged(
      (before, after) => before === after,
      (run: CurrentRun) => JSON.stringify(run),
    ),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  return {
    now,
    run$,
    busy: (command) => places.some((place) => place.command === command && lockHolder(place.database) !== null),
  };
}

/** Rereads the file only when it has changed. */
function viewReader(path: string): () => Promise<RunView | null> {
  let read = { mark: '', view: Promise.resolve<RunView | null>(null) };
  return async () => {
    const found = await stat(path).catch(() => null);
    const mark = found === null ? '' : `${String(found.mtimeMs)} ${String(found.size)} ${String(found.ino)}`;
    if (mark !== read.mark) read = { mark, view: found === null ? Promise.resolve(null) : readRunView(path) };
    return read.view;
  };
}

function statusOf(view: RunView, place: RunPlace, isOurs: boolean): Seen['status'] {
  if (view.state === 'ended') return 'ended';
  return isOurs || isOfHolder(view, lockHolder(place.database)) ? view.state : 'interrupted';
}

/** Whether the view is of the run that this server started. */
const isOf = (view: RunView, { since }: ChildState): boolean => since !== null && Date.parse(view.at) >= since;

/** Whether the view is the lock holder's: a run leaves none before it has the lock; commands like `verify` leave none at all. */
const isOfHolder = (view: RunView, holder: LockHolder | null): boolean =>
  holder !== null && (holder.since === null || Date.parse(view.at) >= holder.since);

const AT_WORK: ReadonlySet<CurrentRun['status']> = new Set(['running', 'paused', 'stopping']);

/** The run to show: the one started here, else one in progress, else the latest. */
function choose(seen: readonly Seen[], ours: ChildState): CurrentRun {
  const here = ours.command !== null;
  const [first] = seen.toSorted(
    (a, b) => Number(b.isOurs) - Number(a.isOurs) || Number(isAtWork(b)) - Number(isAtWork(a)) || whenOf(b) - whenOf(a),
  );
  const { failure } = ours;
  // A run that was just started has not left a view yet.
  if (here && first?.isOurs !== true) return { status: 'running', view: null, here, failure };
  if (first === undefined) return { status: 'none', view: null, here, failure };
  const { status, view } = first;
  return { status, view, here, failure };
}

const isAtWork = ({ status }: Seen): boolean => AT_WORK.has(status);

/** The time by which runs are ordered: of those in progress, whose views keep changing, when they began. */
const whenOf = (seen: Seen): number => Date.parse(isAtWork(seen) ? seen.view.startedAt : seen.view.at);

import { stat } from 'node:fs/promises';
import { type Observable, distinctUntilChanged, exhaustMap, map, shareReplay, timer } from 'rxjs';
import { lockHeld } from '../archive/lockHeld.js';
import { readRunView } from '../files/readRunView.js';
import type { RunView } from '../model/runView.js';
import type { CurrentRun } from './api/run.js';
import type { ChildState } from './childRun.js';

/** Where a run is to be seen. */
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
  /** At once, and then whenever it has changed; the files are looked at only while somebody subscribes. */
  readonly run$: Observable<CurrentRun>;
  /** Whether somebody, anybody, is at work there. */
  readonly busy: (command: RunPlace['command']) => boolean;
}

export interface RunWatchDeps {
  /** The run that this server started. */
  readonly child: () => ChildState;
  /** How often the files are looked at, in milliseconds. */
  readonly everyMs?: number;
}

/** A view, and whether its run is still at work. */
interface Seen {
  readonly view: RunView;
  readonly status: Exclude<CurrentRun['status'], 'none'>;
}

/** Looks at the views that runs leave in the state folder, and at the locks that they hold. */
export function watchRuns(places: readonly RunPlace[], { child, everyMs = 300 }: RunWatchDeps): RunWatch {
  const readers = places.map((place) => ({ place, read: viewReader(place.view) }));

  async function now(): Promise<CurrentRun> {
    const ours = child();
    const seen = await Promise.all(
      readers.map(async ({ place, read }) => {
        const view = await read();
        return view === null ? [] : [{ view, status: statusOf(view, place, ours) }];
      }),
    );
    return choose(seen.flat(), ours);
  }

  const run$ = timer(0, everyMs).pipe(
    exhaustMap(now),
    map((run) => ({ run, text: JSON.stringify(run) })),
    distinctUntilChanged((before, after) => before.text === after.text),
    map(({ run }) => run),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  return {
    now,
    run$,
    busy: (command) => places.some((place) => place.command === command && lockHeld(place.database)),
  };
}

/** Reads the file again only when it is another one. */
function viewReader(path: string): () => Promise<RunView | null> {
  let read = { mark: '', view: Promise.resolve<RunView | null>(null) };
  return async () => {
    const found = await stat(path).catch(() => null);
    const mark = found === null ? '' : `${String(found.mtimeMs)} ${String(found.size)} ${String(found.ino)}`;
    if (mark !== read.mark) read = { mark, view: found === null ? Promise.resolve(null) : readRunView(path) };
    return read.view;
  };
}

function statusOf(view: RunView, place: RunPlace, ours: ChildState): Seen['status'] {
  if (view.state === 'ended') return 'ended';
  const atWork = (ours.command === place.command && isOf(view, ours)) || lockHeld(place.database);
  return atWork ? view.state : 'interrupted';
}

/** Whether the view is of the run that this server started. */
const isOf = (view: RunView, { since }: ChildState): boolean => since !== null && Date.parse(view.at) >= since;

const AT_WORK: ReadonlySet<CurrentRun['status']> = new Set(['running', 'paused', 'stopping']);

/** Of all that are to be seen, one that is at work, else the latest. */
function choose(seen: readonly Seen[], ours: ChildState): CurrentRun {
  const here = ours.command !== null;
  const [first] = seen.toSorted(
    (a, b) =>
      Number(AT_WORK.has(b.status)) - Number(AT_WORK.has(a.status)) || Date.parse(b.view.at) - Date.parse(a.view.at),
  );
  const { failure } = ours;
  // What was just started has not left a view yet.
  if (here && (first === undefined || (!AT_WORK.has(first.status) && !isOf(first.view, ours)))) {
    return { status: 'running', view: null, here, failure };
  }
  return first === undefined ? { status: 'none', view: null, here, failure } : { ...first, here, failure };
}

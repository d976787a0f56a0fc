import { counted } from '../formats/counted.js';
import type { RunEvent } from '../model/events.js';
import type { RunView } from '../model/runView.js';
import { finish } from './finish.js';
import { startItem, updateItem } from './inProgress.js';

type GameEvent = Extract<RunEvent, { type: `game.${string}` }>;

/** Folds in an event of a game of the archive course. */
export function foldGames(view: RunView, event: GameEvent): RunView {
  switch (event.type) {
    case 'game.queued':
      return oneMore(view);
    case 'game.started':
      return startItem(view, { id: event.id, name: event.name, stage: 'waiting' });
    case 'game.stage':
      return updateItem(view, event.id, () => ({ stage: event.stage }));
    case 'game.bytes': {
      const { id, bytes, totalBytes } = event;
      return updateItem(view, id, () => ({ bytes, totalBytes }));
    }
    case 'game.downloaded': {
      const { id, bytes, reused } = event;
      const pace = reused ? view.pace : { ...view.pace, fetched: view.pace.fetched + 1 };
      return updateItem({ ...view, pace }, id, () => ({ stage: 'patching', bytes, totalBytes: bytes }));
    }
    case 'game.recorded': {
      const { id, name, version, applied, patches } = event;
      const detail = `version ${version}, ${applied} of ${counted(patches, 'patch', 'patches')}`;
      return finish(view, { id, name, mark: 'done', detail, counts: 'done', worked: true });
    }
    case 'game.unchanged': {
      const { id, name, version } = event;
      const detail = `unchanged since version ${version}`;
      return finish(view, { id, name, mark: 'skipped', detail, counts: 'skipped', worked: true });
    }
    case 'game.failed':
      return failed(view, event);
    case 'game.skipped': {
      const { id, name } = event;
      const detail = 'skipped for now; the next run takes it up';
      return finish(view, { id, name, mark: 'skipped', detail, counts: 'left', worked: false });
    }
  }
}

function failed(view: RunView, event: Extract<RunEvent, { type: 'game.failed' }>): RunView {
  const { id, name, reason, final } = event;
  const worked = view.inProgress.some((item) => item.id === id);
  // A game that was requested but is not on the site was never queued.
  const known = worked ? view : oneMore(view);
  const detail = final ? reason : `${reason} (will be retried)`;
  return finish(known, { id, name, mark: 'failed', detail, counts: 'failed', worked });
}

/** One more game to work on, unless that would exceed the limit of the run. */
function oneMore({ work, pace, ...view }: RunView): RunView {
  const total = Math.min((work.total ?? 0) + 1, pace.most ?? Infinity);
  return { ...view, pace, work: { ...work, total } };
}

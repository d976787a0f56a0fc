import type { RunView } from '../model/runView.js';
import { VIEW_KEEPS } from '../model/runViewLimits.js';
import { endItem } from './inProgress.js';
import { latest } from './latest.js';
import { paced } from './pace.js';

export interface Finish {
  readonly id: string;
  readonly name: string;
  readonly mark: RunView['finished'][number]['mark'];
  readonly detail: string | null;
  /** How it counts; `left`: not at all, since a later run will resume it. */
  readonly counts: 'done' | 'failed' | 'skipped' | 'left';
  /** Whether it took work, and not only a look. */
  readonly worked: boolean;
}

/** Records that an item has finished: it is no longer in progress, is counted, and joins the latest ones. */
export function finish(view: RunView, { counts, worked, ...item }: Finish): RunView {
  const { finished, failures, work } = view;
  const named = { t: view.at, ...item };
  const ended = {
    ...endItem(view, item.id),
    work: counts === 'left' ? work : { ...work, [counts]: work[counts] + 1 },
    finished: latest(finished, named, VIEW_KEEPS.finished),
    failures: item.mark === 'failed' ? latest(failures, named, VIEW_KEEPS.failures) : failures,
  };
  return worked ? paced(ended) : ended;
}

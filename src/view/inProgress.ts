import type { RunView } from '../model/runView.js';

/** An item in progress. */
export type ItemInProgress = RunView['inProgress'][number];

/** Adds an item to those in progress, as the last one. */
export function startItem(view: RunView, item: Pick<ItemInProgress, 'id' | 'name' | 'stage'>): RunView {
  const started: ItemInProgress = { ...item, bytes: null, totalBytes: null, since: view.at };
  // The pace measures work, so its clock starts when there is some.
  const from = view.inProgress.length === 0 ? view.at : view.pace.from;
  const pace = { ...view.pace, from };
  return { ...view, pace, inProgress: [...view.inProgress.filter(({ id }) => id !== item.id), started] };
}

/** Updates an item in progress; any other item is ignored. */
export function updateItem(
  view: RunView,
  id: string,
  change: (item: ItemInProgress) => Partial<ItemInProgress>,
): RunView {
  return { ...view, inProgress: view.inProgress.map((item) => (item.id === id ? { ...item, ...change(item) } : item)) };
}

/** Removes an item from those in progress. */
export function endItem(view: RunView, id: string): RunView {
  return { ...view, inProgress: view.inProgress.filter((item) => item.id !== id) };
}

import type { RunView } from '../model/runView.js';

/** An item in progress. */
export type Hand = RunView['hands'][number];

/** Adds an item to those in progress, as the last one. */
export function takeInHand(view: RunView, item: Pick<Hand, 'id' | 'name' | 'stage'>): RunView {
  const hand: Hand = { ...item, bytes: null, totalBytes: null, since: view.at };
  // The pace measures work, so its clock starts when there is some.
  const from = view.hands.length === 0 ? view.at : view.pace.from;
  const pace = { ...view.pace, from };
  return { ...view, pace, hands: [...view.hands.filter(({ id }) => id !== item.id), hand] };
}

/** Updates an item in progress; any other item is ignored. */
export function changeHand(view: RunView, id: string, change: (hand: Hand) => Partial<Hand>): RunView {
  return { ...view, hands: view.hands.map((hand) => (hand.id === id ? { ...hand, ...change(hand) } : hand)) };
}

/** Removes an item from those in progress. */
export function letGo(view: RunView, id: string): RunView {
  return { ...view, hands: view.hands.filter((hand) => hand.id !== id) };
}

import type { RunView } from '../model/runView.js';

/** An item that is being worked on. */
export type Hand = RunView['hands'][number];

/** Takes an item in hand, after those that are. */
export function takeInHand(view: RunView, item: Pick<Hand, 'id' | 'name' | 'stage'>): RunView {
  const hand: Hand = { ...item, bytes: null, totalBytes: null, since: view.at };
  // The pace is that of work: it is counted from when there is some.
  const from = view.hands.length === 0 ? view.at : view.pace.from;
  const pace = { ...view.pace, from };
  return { ...view, pace, hands: [...view.hands.filter(({ id }) => id !== item.id), hand] };
}

/** Notes how far an item in hand has come; one that is not in hand stays where it is. */
export function changeHand(view: RunView, id: string, change: (hand: Hand) => Partial<Hand>): RunView {
  return { ...view, hands: view.hands.map((hand) => (hand.id === id ? { ...hand, ...change(hand) } : hand)) };
}

/** Lets an item go. */
export function letGo(view: RunView, id: string): RunView {
  return { ...view, hands: view.hands.filter((hand) => hand.id !== id) };
}

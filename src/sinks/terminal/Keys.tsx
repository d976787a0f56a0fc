import { Text } from 'ink';
import type { RunOrder } from '../../model/runControl.js';
import type { RunView } from '../../model/runView.js';
import { Line } from './Line.js';

interface Key {
  readonly key: string;
  readonly what: string;
  /** The order that it gives; null when it gives none. */
  readonly order: RunOrder | null;
}

const KEYS: readonly Key[] = [
  { key: 'p', order: 'pause', what: 'pause: start nothing new until p is pressed again' },
  { key: 's', order: 'skip', what: 'skip: give up the oldest item in progress; the next run takes it up' },
  { key: 'q', order: 'stop', what: 'stop: finish the items in progress; the next run resumes' },
  { key: '?', order: null, what: 'hide this help' },
  { key: 'Ctrl-C', order: null, what: 'stop; pressed a second time: at once' },
];

/** The keys that do something now, in a run that obeys these orders. A run that is stopping is neither paused nor stopped again. */
export const offeredKeys = ({ state }: Pick<RunView, 'state'>, orders: readonly RunOrder[]): readonly Key[] =>
  KEYS.filter(({ order }) => order === null || (orders.includes(order) && (state !== 'stopping' || order === 'skip')));

interface KeysProps {
  readonly view: RunView;
  /** The orders that the run obeys; null: there is no keyboard. */
  readonly orders: readonly RunOrder[] | null;
  readonly help: boolean;
}

/** Which keys do what; without a keyboard, nothing. */
export function Keys({ view, orders, help }: KeysProps) {
  if (orders === null || view.state === 'ended') return null;
  if (help) {
    return offeredKeys(view, orders).map(({ key, what }) => (
      <Line key={key}>
        <Text bold>{key.padEnd(8)}</Text>
        <Text dimColor>{what}</Text>
      </Line>
    ));
  }
  if (view.state === 'stopping') return <Line dim>Ctrl-C stops at once</Line>;
  const offered = offeredKeys(view, orders).flatMap(({ key, order }) =>
    order === null ? [] : [`${key} ${order === 'pause' && view.state === 'paused' ? 'resume' : order}`],
  );
  return <Line dim>{[...offered, '? help'].join('  ')}</Line>;
}

import { Text } from 'ink';
import type { RunView } from '../../model/runView.js';
import { Line } from './Line.js';

const HELP = [
  ['p', 'pause: begin nothing more, until p is pressed again'],
  ['s', 'skip: give up the oldest in hand; the next run takes it up'],
  ['q', 'stop: finish what is in hand; the next run goes on'],
  ['?', 'hide this'],
  ['Ctrl-C', 'stop, and a second time: at once'],
] as const;

/** How many lines the help takes. */
export const HELP_LINES = HELP.length;

/** Which keys do what; without a keyboard, nothing. */
export function Keys({ view, keys, help }: { readonly view: RunView; readonly keys: boolean; readonly help: boolean }) {
  if (!keys || view.state === 'ended') return null;
  if (help) {
    return HELP.map(([key, what]) => (
      <Line key={key}>
        <Text bold>{key.padEnd(8)}</Text>
        <Text dimColor>{what}</Text>
      </Line>
    ));
  }
  if (view.state === 'stopping') return <Line dim>Ctrl-C stops at once</Line>;
  return <Line dim>{`p ${view.state === 'paused' ? 'go on' : 'pause'}  s skip  q stop  ? help`}</Line>;
}

import { Text } from 'ink';
import { plainText } from '../../formats/plainText.js';
import type { RunView } from '../../model/runView.js';
import { Line } from './Line.js';
import { approximateTime } from './approximateTime.js';
import { useColor } from './colors.js';

/** When the next request may be made, and why not before. */
export function Waits({ view, now }: { readonly view: RunView; readonly now: number }) {
  const yellow = useColor('yellow');
  const waits = view.waits.filter(({ until }) => Date.parse(until) > now);
  return waits.map(({ host, until, reason }) => (
    <Line key={host}>
      <Text {...yellow}>{`Next request in ${approximateTime(Date.parse(until) - now)}`}</Text>
      <Text>{plainText(`: ${reason} (${host.replace(/:443$/, '')})`)}</Text>
    </Line>
  ));
}

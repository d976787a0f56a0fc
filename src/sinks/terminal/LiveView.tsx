import { Box, Text } from 'ink';
import type { RunOrder } from '../../model/runControl.js';
import type { RunView } from '../../model/runView.js';
import { Header } from './Header.js';
import { InProgress } from './InProgress.js';
import { Keys, offeredKeys } from './Keys.js';
import { Progress } from './Progress.js';
import { Source } from './Source.js';
import { Waits } from './Waits.js';
import { type Size, isSmall } from './size.js';

export interface LiveViewProps {
  readonly view: RunView;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly size: Size;
  /** The orders that keys can give: those that the run obeys; null: there is no keyboard. */
  readonly orders: readonly RunOrder[] | null;
  readonly help: boolean;
}

/** How many lines everything else takes at most: rule, header, source, bar, counts and pace, two waits; one must stay free. */
const OTHER_LINES = 11;
const MIN_ITEMS = 1;

/** The state of a run now, never as high as the terminal: what is finished scrolls up above it. */
export function LiveView({ view, now, size, orders, help }: LiveViewProps) {
  const below = orders === null ? 0 : help ? offeredKeys(view, orders).length : 1;
  const most = Math.max(MIN_ITEMS, size.rows - OTHER_LINES - below);
  const air = isSmall(size) ? 0 : 1;
  return (
    <Box flexDirection="column" width={size.columns}>
      <Text dimColor>{'─'.repeat(Math.max(1, size.columns - 1))}</Text>
      <Header view={view} size={size} />
      <Source view={view} />
      <Progress view={view} now={now} size={size} />
      <Waits view={view} now={now} />
      <InProgress view={view} most={most - air} />
      {air > 0 && <Text> </Text>}
      <Keys view={view} orders={orders} help={help} />
    </Box>
  );
}

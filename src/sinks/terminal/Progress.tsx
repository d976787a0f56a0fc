import { Box, Text } from 'ink';
import type { RunView } from '../../model/runView.js';
import { Line } from './Line.js';
import { useColor } from './colors.js';
import { remainingText } from './remainingText.js';
import type { Size } from './size.js';

/** The work: a bar, what is done, failed and left, how fast it goes and how long it will take. */
export function Progress({ view, now, size }: { readonly view: RunView; readonly now: number; readonly size: Size }) {
  const green = useColor('green');
  const red = useColor('red');
  const { done, failed, skipped, left, total, noun } = view.work;
  const ended = done + failed + skipped;
  const share = total === null || total === 0 ? 0 : Math.min(1, ended / total);
  const percent = ` ${String(Math.floor(share * 100)).padStart(3)} %`;
  const width = Math.max(1, Math.min(size.columns - 1, 100) - percent.length);
  const full = Math.round(share * width);
  const pace = remainingText(view, now);
  const counts = (
    <>
      <Text {...green}>✓ {done}</Text>
      <Text> done </Text>
      <Text {...(failed > 0 ? red : {})}>✗ {failed}</Text>
      <Text> failed </Text>
      <Text>{`○ ${skipped}${size.columns < 60 ? '' : ' skipped'}`}</Text>
      <Text>
        {left === null ? '' : ` · ${left} ${size.columns < 60 ? '' : `${left === 1 ? noun.slice(0, -1) : noun} `}left`}
      </Text>
    </>
  );
  return (
    <Box flexDirection="column">
      <Line>
        <Text {...green}>{'█'.repeat(full)}</Text>
        <Text dimColor>{'░'.repeat(width - full)}</Text>
        <Text>{percent}</Text>
      </Line>
      {size.columns < 100 ? (
        <>
          <Line>{counts}</Line>
          {pace !== '' && <Line dim>{pace}</Line>}
        </>
      ) : (
        <Line>
          {counts}
          <Text dimColor>{pace === '' ? '' : ` · ${pace}`}</Text>
        </Line>
      )}
    </Box>
  );
}

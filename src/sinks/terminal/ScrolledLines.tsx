import { Box, Text } from 'ink';
import { MARK_COLORS, useColor } from './colors.js';

const RULE = /^(?:=+|-+)$/;

/** What has happened, line by line: lines marked as done or neutral are truncated at the terminal's width, all others wrap. */
export function ScrolledLines({ lines, columns }: { readonly lines: readonly string[]; readonly columns: number }) {
  return (
    <Box flexDirection="column" width={columns}>
      {lines.map((line, index) => (
        <ScrolledLine key={index} line={RULE.test(line) ? line.slice(0, columns) : line} />
      ))}
    </Box>
  );
}

function ScrolledLine({ line }: { readonly line: string }) {
  const red = useColor('red');
  const [, indent = '', mark = '', rest = ''] = /^( *)([✓✗○⚠]) (.*)$/u.exec(line) ?? [];
  const color = useColor(MARK_COLORS[mark] ?? 'cyan');
  if (mark === '') return <Text>{line === '' ? ' ' : line}</Text>;
  const whole = mark === '✗' || mark === '⚠';
  return (
    <Text wrap={whole ? 'wrap' : 'truncate-end'}>
      {indent}
      <Text {...(mark === '○' ? {} : color)} dimColor={mark === '○'}>
        {mark}
      </Text>
      <Text {...(mark === '✗' ? red : {})}>{` ${rest}`}</Text>
    </Text>
  );
}

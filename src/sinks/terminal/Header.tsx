import { basename } from 'node:path';
import { Text } from 'ink';
import { plainText } from '../../formats/plainText.js';
import type { RunView } from '../../model/runView.js';
import { Line } from './Line.js';
import { useColor } from './colors.js';
import { type Size, isSmall } from './size.js';

const STATES = {
  running: '',
  paused: ' paused',
  stopping: ' finishing the items in progress',
  ended: ' ended',
} as const;

/** What the run does, where it works, and on which base ROM. */
export function Header({ view, size }: { readonly view: RunView; readonly size: Size }) {
  const accent = useColor('cyan');
  const warn = useColor('yellow');
  const { command, place, baseRom, mode, dryRun, state } = view;
  const facts = [
    ...(baseRom === null ? [] : [`base ROM ${basename(baseRom)}`]),
    ...(dryRun ? ['dry run'] : []),
    ...(mode === null ? [] : [mode]),
  ];
  return (
    <>
      <Line>
        <Text bold {...accent}>
          romflow {command}
        </Text>
        <Text bold {...warn}>
          {STATES[state]}
        </Text>
        <Text>{`  ${plainText(place)}`}</Text>
      </Line>
      {facts.length > 0 && !isSmall(size) && <Line dim>{plainText(facts.join(' · '))}</Line>}
    </>
  );
}

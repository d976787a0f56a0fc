import { useInput, useStdout } from 'ink';
import { useEffect } from 'react';
import { Colors } from './colors.js';
import { LiveView, type LiveViewProps } from './LiveView.js';

export interface AppProps extends LiveViewProps {
  readonly color: boolean;
  /** Told how to write above the live part. */
  readonly onReady: (writeAbove: (text: string) => void) => void;
  /** Told of each key, `C-c` for Ctrl-C. */
  readonly onKey: (key: string) => void;
}

/** The live part, with a hand on the keys where there are some. */
export function App({ color, onReady, onKey, ...live }: AppProps) {
  const { write } = useStdout();
  useEffect(() => {
    onReady(write);
  }, [onReady, write]);
  return (
    <Colors value={color}>
      {live.keys && <KeyListener onKey={onKey} />}
      <LiveView {...live} />
    </Colors>
  );
}

function KeyListener({ onKey }: Pick<AppProps, 'onKey'>) {
  useInput((input, key) => {
    onKey(key.ctrl ? `C-${input}` : input);
  });
  return null;
}

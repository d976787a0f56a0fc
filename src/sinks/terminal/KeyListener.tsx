import { useInput } from 'ink';
import { keysIn } from './keysIn.js';

/** Listens to the keys, and shows nothing. */
export function KeyListener({
  onKey,
}: {
  /** Told of each key, `C-c` for Ctrl-C. */ readonly onKey: (key: string) => void;
}) {
  useInput((input, { ctrl }) => {
    keysIn(input, ctrl).forEach(onKey);
  });
  return null;
}

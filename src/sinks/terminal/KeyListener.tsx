import { useInput } from 'ink';
import { keysIn } from './keysIn.js';

/** Listens for keys, and renders nothing. */
export function KeyListener({
  onKey,
}: {
  /** Called with each key, `C-c` for Ctrl-C. */ readonly onKey: (key: string) => void;
}) {
  useInput((input, { ctrl }) => {
    keysIn(input, ctrl).forEach(onKey);
  });
  return null;
}

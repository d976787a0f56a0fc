import { useInput } from 'ink';

/** Listens to the keys, and shows nothing. */
export function KeyListener({
  onKey,
}: {
  /** Told of each key, `C-c` for Ctrl-C. */ readonly onKey: (key: string) => void;
}) {
  useInput((input, key) => {
    onKey(key.ctrl ? `C-${input}` : input);
  });
  return null;
}

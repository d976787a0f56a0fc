import { expect, test } from 'vitest';
import { keysIn } from '../../../src/sinks/terminal/keysIn.js';

test.each<[string, string, boolean, readonly string[]]>([
  ['a key', 'p', false, ['p']],
  ['Ctrl-C', 'c', true, ['C-c']],
  ['Ctrl-C, twice at once', '\u0003\u0003', false, ['C-c', 'C-c']],
  ['Ctrl-C behind a key', 'p\u0003', false, ['C-c']],
  ['a pasted text', 'quiet', false, ['quiet']],
])('%s', (_, input, ctrl, keys) => {
  expect(keysIn(input, ctrl)).toEqual(keys);
});

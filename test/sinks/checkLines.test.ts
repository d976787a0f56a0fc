import { expect, test } from 'vitest';
import { checkLines } from '../../src/sinks/checkLines.js';

const ok = { name: 'disk', verdict: 'ok', message: 'is there' } as const;
const note = { name: 'base ROM', verdict: 'note', message: 'has a header' } as const;
const problem = { name: 'x', verdict: 'problem', message: 'is broken: mend it.' } as const;

test('prints a line for each, in columns, and the overall result', () => {
  expect(checkLines([ok, note])).toEqual(['  ✓ disk:     is there', '  ○ base ROM: has a header', '', 'All is well.']);
  expect(checkLines([ok, problem]).slice(1)).toEqual([
    '  ✗ x:    is broken: mend it.',
    '',
    'One problem needs fixing.',
  ]);
  expect(checkLines([problem, problem]).at(-1)).toBe('2 problems need fixing.');
});

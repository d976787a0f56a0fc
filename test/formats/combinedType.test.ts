import { expect, test } from 'vitest';
import { combinedType } from '../../src/formats/combinedType.js';

test.each([
  ['Kaizo', 'Advanced', 'diff_4', ['kaizo'], 'Kaizo: Advanced (diff_4) (kaizo)'],
  ['Standard', 'Easy', 'diff_2', ['standard', 'traditional'], 'Standard: Easy (diff_2) (standard, traditional)'],
  ['Puzzle', 'Normal', null, ['puzzle'], 'Puzzle: Normal (puzzle)'],
  [null, 'Easy', null, [], 'Easy'],
  ['Kaizo', null, null, [], 'Kaizo'],
  ['Kaizo', null, 'diff_4', [], 'Kaizo (diff_4)'],
  [null, null, 'diff_4', ['kaizo'], '(diff_4) (kaizo)'],
  ['', '', '', [], null],
  [null, null, null, [], null],
])('%j, %j, %j, %j: %j', (type, difficulty, rawDifficulty, rawTypes, line) => {
  expect(combinedType({ type, difficulty, rawDifficulty, rawTypes })).toBe(line);
});

import { expect, test } from 'vitest';
import { combinedType } from '../../src/formats/combinedType.js';

test.each([
  ['Kaizo', 'Advanced', 'diff_4', ['kaizo'], 'Kaizo: Advanced (diff_4) (kaizo)'],
  ['Standard', 'Easy', 'diff_2', ['standard', 'traditional'], 'Standard: Easy (diff_2) (standard, traditional)'],
  ['Puzzle', 'Normal', '', ['puzzle'], 'Puzzle: Normal (puzzle)'],
  ['', 'Easy', '', [], 'Easy'],
  ['Kaizo', '', '', [], 'Kaizo'],
  ['Kaizo', '', 'diff_4', [], 'Kaizo (diff_4)'],
  ['', '', 'diff_4', ['kaizo'], '(diff_4) (kaizo)'],
  ['', '', '', [], null],
])('%j, %j, %j, %j: %j', (type, difficulty, rawDifficulty, rawTypes, line) => {
  expect(combinedType({ type, difficulty, rawDifficulty, rawTypes })).toBe(line);
});

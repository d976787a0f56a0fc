import { expect, test } from 'vitest';
import { jsonLine } from '../../src/formats/jsonLine.js';

test('every control character is escaped, and the value reads back unchanged', () => {
  const value = { name: 'a\n\r\u001b[2J\u007f\u0085\u009b31m\u2028\u2029 é 日本 😀', list: ['\u0000'] };
  const line = jsonLine(value);
  expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  expect(line).toContain(' é 日本 😀');
  expect(JSON.parse(line)).toEqual(value);
});

test('marks that change the reading direction of a line are escaped, too', () => {
  const value = { name: 'a\u202egpj.exe \u2066b\u2069 \u061c\u200f' };
  const line = jsonLine(value);
  expect(line).toBe('{"name":"a\\u202egpj.exe \\u2066b\\u2069 \\u061c\\u200f"}');
  expect(JSON.parse(line)).toEqual(value);
});

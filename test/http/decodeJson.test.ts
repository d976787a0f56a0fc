import { expect, test } from 'vitest';
import { decodeJson } from '../../src/http/decodeJson.js';
import { TransientHttpError } from '../../src/model/errors.js';

const answer = (text: string) => ({ url: new URL('https://a.org/x?key=1'), status: 200, bytes: Buffer.from(text) });

test.each([
  ['{"a":["ä"]}', { a: ['ä'] }],
  ['\uFEFF[1]', [1]],
  ['null', null],
])('%j is decoded', (text, value) => {
  expect(decodeJson(answer(text))).toEqual(value);
});

test.each([
  ['<!DOCTYPE html>\n<html>', 'it begins with `<!DOCTYPE html> <html>`'],
  ['', 'it is empty'],
  ['{"a":', 'it begins with `{"a":`'],
  ['\u001b[31mred', 'it begins with ` [31mred`'],
])('%j is a transient error', (text, words) => {
  const expected = new TransientHttpError(`GET https://a.org/x?key=REDACTED: the answer is not JSON (${words}).`, 200);
  expect(() => decodeJson(answer(text))).toThrow(expected);
});

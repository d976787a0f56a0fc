import { expect, test } from 'vitest';
import { isWebPage } from '../../src/formats/isWebPage.js';

test.each([
  ['a page that says so', '…', 'Text/HTML; charset=utf-8', true],
  ['a page that does not', '\r\n <!DOCTYPE html>', 'application/zip', true],
  ['a page without a type', '<p>', null, true],
  ['a picture', '\x89PNG\r\n<', 'image/png', false],
  ['nothing at all', '', null, false],
])('%s', (_what, text, contentType, expected) => {
  expect(isWebPage(Buffer.from(text, 'latin1'), contentType)).toBe(expected);
});

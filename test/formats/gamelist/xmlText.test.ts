import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeAttribute, escapeText, isWritable, writableText } from '../../../src/formats/gamelist/xmlText.js';
import { parseXml } from '../../../src/formats/xml.js';

const anything = fc
  .string({ unit: 'binary' })
  .chain((text) => fc.constantFrom(text, `${text}\r\n\t\u0000\uD800&<>"']]>`));

test.each([
  ['a\u0000b\u0008c\u000Bd\u001Fe', 'abcde'],
  ['\uD800a\uDC00b😀', 'ab😀'],
  ['a\uFFFEb\uFFFFc\uFFFD', 'abc\uFFFD'],
  ['a\r\nb\rc\nd\te', 'a\nb\nc\nd\te'],
])('%j is written as %j', (text, expected) => {
  expect(writableText(text)).toBe(expected);
});

test('writable text reads back unchanged, from an element and from an attribute', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const writable = writableText(text);
      expect(isWritable(writable)).toBe(true);
      const [root] = parseXml(`<a b="${escapeAttribute(writable)}">${escapeText(writable)}</a>`);
      expect(root?.text).toBe(writable);
      expect(root?.attributes.b).toBe(writable);
    }),
  );
});

test('a carriage return is preserved where it is kept', () => {
  expect(parseXml(`<a>${escapeText('\r\n\r')}</a>`)[0]?.text).toBe('\r\n\r');
  expect(isWritable('\r')).toBe(true);
});

test.each(['\u0000', 'a\u001B', '\uDFFF', '\uFFFF'])('%j cannot be written', (text) => {
  expect(isWritable(text)).toBe(false);
});

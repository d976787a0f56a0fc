import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from '../../src/formats/plainText.js';

test.each([
  ['a colour', '\u001b[31mred\u001b[0m', 'red'],
  ['a window title', '\u001b]0;owned\u0007Hack', 'Hack'],
  ['a copy to the clipboard', 'a\u001b]52;c;b3duZWQ=\u001b\\b', 'ab'],
  ['a link', '\u009d8;;https://a.org/\u009cHack\u001b]8;;\u0007', 'Hack'],
  ['a command to the device', 'a\u001bP1$r0m\u001b\\b', 'ab'],
  ['a set of characters', 'a\u001b(0b\u001bc', 'ab'],
  ['a sequence that never ends', 'a\u001b]0;b', 'a ]0;b'],
  ['line breaks', 'a\r\nb\nc', 'a b c'],
  ['an 8-bit escape', 'a\u009b2Jb', 'ab'],
  ['a lone escape', 'a\u001bb', 'a b'],
  ['backspaces', 'safe\b\b\b\bevil', 'safe evil'],
  ['right-to-left override', 'a\u202egpj.exe', 'a gpj.exe'],
  ['an Arabic letter mark', 'a\u061cb', 'a b'],
  ['line separators', 'a\u2028b', 'a b'],
  ['other scripts and pictures', 'Über マリオ 👾 “é”', 'Über マリオ 👾 “é”'],
])('%s', (_, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('an unterminated sequence of any length takes no noticeable time', () => {
  for (const part of [';#', '\u001b]', '\u009d', '\u001b[', '\u001b(']) {
    expect(plainText(`\u001b${part.repeat(200_000)}\u0000end`)).toMatch(/end$/);
  }
});

test('nothing that a terminal obeys remains, whatever the input', () => {
  const nasty = fc.string({
    unit: fc.oneof(fc.constantFrom('\u001b', '\u009b', '[', ']', ';', 'm', '\u0007'), fc.string()),
  });
  fc.assert(
    fc.property(nasty, (text) => {
      expect(plainText(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

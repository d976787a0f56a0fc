import { expect, test } from 'vitest';
import { blankForbidden, withoutForbidden } from '../../src/formats/forbiddenXml.js';

test.each(['\v', '\0', '\x1F', '\uFFFE', '&#0;', '&#8;', '&#011;', '&#31;', '&#xB;', '&#x0f;', '&#x1F;'])(
  'XML must not contain %j',
  (character) => {
    const text = `<a>😀${character}b</a>`;
    expect(withoutForbidden(text)).toBe('<a>😀b</a>');
    expect(blankForbidden(text)).toBe(`<a>😀${' '.repeat(character.length)}b</a>`);
  },
);

test.each(['\t', '\n', '\r', '\x7F', '&#9;', '&#10;', '&#13;', '&#32;', '&#xA;', '&#x20;', '&#110;', '&#xB0;', '&#;'])(
  'XML may contain %j, as far as characters go',
  (character) => {
    const text = `<a>${character}</a>`;
    expect(withoutForbidden(text)).toBe(text);
    expect(blankForbidden(text)).toBe(text);
  },
);

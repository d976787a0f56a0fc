import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childOf, childText, childrenOf, parseXml } from '../../src/formats/xml.js';

const nth = <T>(items: readonly T[], index = 0): T => {
  const item = items[index];
  if (item === undefined) throw new RangeError(`There is no item ${index}.`);
  return item;
};

describe('parseXml', () => {
  it('gives the position of each element in the source, regardless of line ends, entities and marks', () => {
    const source =
      '\uFEFF<?xml version="1.0"?>\r\n<!-- a < b -->\r\n<alt/>\r\n<list a=\'x>y\'  >\r\n\t<p>./a &amp; &#233; 😀</p><e/><x></x >\r\n</list >\r\n';
    const [alt, list] = parseXml(source);
    expect(source.slice(alt?.start, alt?.end)).toBe('<alt/>');
    expect(alt?.contentEnd).toBe(alt?.end);
    const root = nth(parseXml(source), 1);
    expect(list?.attributes).toEqual({ a: 'x>y' });
    expect(source.slice(root.start, root.contentStart)).toBe("<list a='x>y'  >");
    expect(source.slice(root.contentEnd, root.end)).toBe('</list >');
    expect(root.children.map(({ start, end }) => source.slice(start, end))).toEqual([
      '<p>./a &amp; &#233; 😀</p>',
      '<e/>',
      '<x></x >',
    ]);
    const path = nth(root.children);
    expect(path.text).toBe('./a & é 😀');
    expect(source.slice(path.contentStart, path.contentEnd)).toBe('./a &amp; &#233; 😀');
  });

  it('joins text across comments and CDATA', () => {
    expect(nth(parseXml('<a>x<!-- no -->y<![CDATA[<&]]><b>z</b></a>')).text).toBe('xy<&');
  });

  it.each([
    '<a>',
    '<a></b>',
    '<a>&</a>',
    '<a b></a>',
    '<a b=c/>',
    '<a',
    'x</a>',
    '<a>\u0001</a>',
    '<a>&nope;</a>',
    '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>',
  ])('refuses %j, and says where', (source) => {
    expect(() => parseXml(source)).toThrow(/^\d+:\d+: /);
  });

  it('reads deep nesting', () => {
    const depth = 20_000;
    expect(parseXml('<a>'.repeat(depth) + '</a>'.repeat(depth))).toHaveLength(1);
  });

  it('reads back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const clean = text.replaceAll(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
        const escaped = clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(nth(parseXml(`<a><b>${escaped}</b></a>`)).children[0]?.text).toBe(clean);
      }),
    );
  });
});

describe('children', () => {
  const root = nth(parseXml('<r><a> 1 </a><b/><a>2</a></r>'));

  it('are found by name', () => {
    expect(childOf(root, 'a')?.text).toBe(' 1 ');
    expect(childOf(root, 'z')).toBeUndefined();
    expect(childrenOf(root, 'a').map(({ text }) => text)).toEqual([' 1 ', '2']);
  });

  it('may have text or none', () => {
    expect(childText(root, 'a')).toBe('1');
    expect(childText(root, 'b')).toBeNull();
    expect(childText(root, 'z')).toBeNull();
  });
});

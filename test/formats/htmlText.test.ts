import { encodeHTML } from 'entities';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlText } from '../../src/formats/htmlText.js';

describe('htmlText', () => {
  test.each([
    ['', ''],
    ['<p>About Plain Castle.</p>', 'About Plain Castle.'],
    ['<p>One.</p>\n<p>Two,<br>three.</p>', 'One.\n\nTwo,\nthree.'],
    ['One<br/>\r\n<BR />\ntwo', 'One\n\ntwo'],
    ['a<br><br><br><br>b', 'a\n\nb'],
    ['<div>a</div><div>b</div>', 'a\nb'],
    ['<ul>\n <li>x</li>\n <li>y</li>\n</ul>after', '• x\n• y\n\nafter'],
    ['Plain\ntext &ndash; with  its own\n\n\nlines', 'Plain\ntext – with its own\n\nlines'],
    ['wrapped\nin the source<br>only', 'wrapped in the source\nonly'],
    ['<b>bold</b> and <a href="//x">a link</a>', 'bold and a link'],
    ['&lt;b&gt; is how &amp;amp; is written &quot;&#39;', '<b> is how &amp; is written "\''],
    ['no&nbsp;break &#x263a;', 'no break ☺'],
    ['I <3 you, 1 < 2 > 0', 'I <3 you, 1 < 2 > 0'],
    ['a<!-- <p>hidden --> b', 'a b'],
    ['a<script>alert("</p>")</script>b<style>p{}</style>c', 'abc'],
    ['a<SCRIPT src=x>never closed', 'a'],
    ['a<!-- never closed', 'a'],
    ['a<img src="x', 'a'],
    ['a<img alt="x > y" src=z>b<img alt = \'"> <br>\'/>c', 'abc'],
    ['a<a title=">>>" href="x>y">b</a>c<p class=a=">d', 'abc\n\nd'],
    ['it is "a" > <b class="x>b</b>', 'it is "a" > b'],
    ['a<?php echo 1 ?>b<!DOCTYPE html>c', 'abc'],
    ['<scripted>stays</scripted>', 'stays'],
  ])('%j → %j', (html, text) => {
    expect(htmlText(html)).toBe(text);
  });

  test('text that was encoded is restored, whatever it says', () => {
    const words = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/\s+/g, ' ').trim());
    fc.assert(
      fc.property(words, (text) => {
        fc.pre(!/[\f\v]/.test(text));
        expect(htmlText(`<p>${encodeHTML(text)}</p>`)).toBe(text);
      }),
    );
  });

  test('any input becomes lines without trailing blanks, and without two empty ones in a row', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '</',
      '<p>',
      '<br>',
      '<li',
      '<!--',
      '-->',
      '<script>',
      '&',
      '&amp;',
      ' ',
      '\n',
      'a',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))), (parts) => {
        const text = htmlText(parts.join(''));
        expect(text).toBe(text.trim());
        expect(text).not.toMatch(/\n\n\n|[ \t]\n|\n[ \t]/);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    '<',
    '<a',
    '<!',
    '<!--',
    '<script>',
    '</script',
    '<script></script',
    '&amp',
    '&#',
    '<a "',
    '<a ="',
    '=',
    '<br>',
    '\n',
  ])('a million times %j takes no noticeable time', (piece) => {
    // Quadratic time would take hours and hit the time limit.
    expect(typeof htmlText(piece.repeat(1_000_000))).toBe('string');
  });
});

import { describe, expect, it } from 'vitest';
import { scrapedText } from '../../src/formats/scrapedText.js';

describe('scrapedText', () => {
  it.each([
    ['Tom &amp; Jerry', 'Tom & Jerry'],
    ['&quot;Zones&quot; &#039;n&#39; &eacute;', '"Zones" \'n\' é'],
    ['&amp;quot;', '&quot;'],
    ['AT&T, &copy2', 'AT&T, &copy2'],
    [' line 1\n\tline 2 \n', 'line 1\n\tline 2'],
    ['a&#1;b&#xffff;c\u0008d', 'abcd'],
    ['\ud83dx😀', 'x😀'],
    [' ', ''],
  ])('of %j is %j', (text, meant) => {
    expect(scrapedText(text)).toBe(meant);
  });
});

import { describe, expect, it } from 'vitest';
import { closeCrawl } from '../../src/operators/closeCrawl.js';
import { marbles } from '../marbles.js';
import { catalogPage } from '../samples.js';

const first = catalogPage(1, [], { nextPageUrl: 'https://example.test/2' });
const last = catalogPage(2, []);

const crawl = (source: string, unsub: string | undefined, expected: string): string[] => {
  const said: string[] = [];
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const pages = cold(source, { f: first, l: last }, new Error('broke off'));
    const result$ = pages.pipe(
      closeCrawl({
        complete: () => said.push('complete'),
        pause: () => said.push('pause'),
        fail: (reason) => said.push(`fail: ${reason}`),
      }),
    );
    expectObservable(result$, unsub).toBe(expected, { f: first, l: last }, new Error('broke off'));
    expectSubscriptions(pages.subscriptions).toBe(unsub?.replace(/^-/, '^') ?? `^${'-'.repeat(source.length - 2)}!`);
  });
  return said;
};

describe('closeCrawl', () => {
  it.each([
    ['every page was read', '-f-l|', undefined, '-f-l|', ['complete']],
    ['it was stopped before the last page', '-f-|', undefined, '-f-|', ['pause']],
    ['it broke off', '-f-#', undefined, '-f-#', ['fail: broke off']],
    ['nobody listens any more', '-f---l|', '---!', '-f--', ['pause']],
  ])('notes how it ended: %s', (_, source, unsub, expected, said) => {
    expect(crawl(source, unsub, expected)).toEqual(said);
  });
});

import { EMPTY, defer, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ArchiveError, TransientHttpError } from '../../src/model/errors.js';
import { closeCrawl } from '../../src/operators/closeCrawl.js';
import { marbles, reports } from '../marbles.js';
import { catalogPage } from '../samples.js';

const read = { seen: [], games: [], added: 0, settled: false };
const first = { ...catalogPage(1, [], { nextPageUrl: 'https://example.test/2' }), ...read };
const last = { ...catalogPage(2, []), ...read };
const settled = { ...first, settled: true };

const crawl = (source: string, unsub: string | undefined, expected: string, error: Error): string[] => {
  const said: string[] = [];
  const { events, report } = reports();
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const pages = cold(source, { f: first, l: last, s: settled }, error);
    const result$ = pages.pipe(
      closeCrawl({
        complete: () => said.push('complete'),
        pause: () => said.push('pause'),
        fail: (reason) => said.push(`fail: ${reason}`),
        report,
      }),
    );
    expectObservable(result$, unsub).toBe(expected, { f: first, l: last, s: settled }, error);
    expectSubscriptions(pages.subscriptions).toBe(unsub?.replace(/^-/, '^') ?? `^${'-'.repeat(source.length - 2)}!`);
  });
  return [...said, ...events.map((event) => (event.type === 'crawl.ended' ? event.outcome : event.type))];
};

describe('closeCrawl', () => {
  const silent = new TransientHttpError('the site is silent');
  const full = new ArchiveError('the disk is full');
  it.each([
    ['every page was read', '-f-l|', undefined, '-f-l|', silent, ['complete', 'complete']],
    ['everything older is known', '-f-s|', undefined, '-f-s|', silent, ['complete', 'complete']],
    ['it was stopped before the first page', '---|', undefined, '---|', silent, ['pause', 'paused']],
    ['it was stopped before the last page', '-f-|', undefined, '-f-|', silent, ['pause', 'paused']],
    ['the site failed', '-f-#', undefined, '-f-|', silent, ['fail: the site is silent', 'failed']],
    ['the archive failed', '-f-#', undefined, '-f-#', full, ['fail: the disk is full']],
    ['nobody listens any more', '-f---l|', '---!', '-f--', silent, ['pause', 'paused']],
  ])('records how the crawl ended: %s', (_, source, unsub, expected, error, said) => {
    expect(crawl(source, unsub, expected, error)).toEqual(said);
  });

  it('starts from scratch when it is subscribed to again', () => {
    const said: string[] = [];
    const { report } = reports();
    const sources = [of(first, last), EMPTY];
    const result$ = defer(() => sources.shift() ?? EMPTY).pipe(
      closeCrawl({
        complete: () => said.push('complete'),
        pause: () => said.push('pause'),
        fail: (reason) => said.push(`fail: ${reason}`),
        report,
      }),
    );
    result$.subscribe();
    result$.subscribe();
    expect(said).toEqual(['complete', 'pause']);
  });
});

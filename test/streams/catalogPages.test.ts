import { type Observable, type ObservableInput, map, take, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SavedPage } from '../../src/archive/crawls.js';
import type { CatalogPage } from '../../src/model/catalog.js';
import { PermanentHttpError, RecordError } from '../../src/model/errors.js';
import { type CatalogPagesDeps, catalogPages } from '../../src/streams/catalogPages.js';
import { marbles } from '../marbles.js';

const START = new URL('https://example.test/ajax.php?a=getsectionlist');
const at = (page: number): string => `https://example.test/ajax.php?a=getsectionlist&page=${page}`;
const answer = (page: number, next: string | null, data: readonly unknown[] = [{ id: page }]): object => ({
  current_page: page,
  last_page: next === null ? page : 3,
  next_page_url: next,
  data,
});

/** A crawl in memory. */
const crawl = (
  fetchPage: (url: URL) => ObservableInput<unknown>,
  cached: SavedPage[] = [],
): CatalogPagesDeps & { saved: (string | null)[] } => {
  const saved: (string | null)[] = [];
  return {
    saved,
    fetchPage,
    cachedPage: (page) => cached[page] ?? null,
    hasFollowed: (url) => saved.includes(url),
  };
};

/** The pages of such a crawl; each is saved before the next one is requested. */
const pagesOf = (deps: ReturnType<typeof crawl>): Observable<CatalogPage> =>
  catalogPages(START, deps).pipe(
    tap(({ fetched }) => {
      if (fetched !== null) deps.saved.push(fetched.nextPageUrl);
    }),
  );

const numbers = map(({ page, fetched }: CatalogPage) => (fetched === null ? `cached ${page}` : `page ${page}`));

describe('catalogPages', () => {
  it('requests a page only when the previous one has been dealt with', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  --1|', { 1: answer(1, at(2)) });
      const second = cold('    ---2|', { 2: answer(2, null) });
      const subFirst = '    ^--!';
      const subSecond = '   ---^---!';
      const expected = '    --a---b|';
      const deps = crawl((url) => (url.href === at(2) ? second : first));

      expectObservable(pagesOf(deps).pipe(numbers)).toBe(expected, { a: 'page 1', b: 'page 2' });
      expectSubscriptions(first.subscriptions).toBe(subFirst);
      expectSubscriptions(second.subscriptions).toBe(subSecond);
    });
  });

  it('stores a page with a record that is nested too deeply, but without what is in that record', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    const kept: unknown[] = [];
    marbles(({ cold, expectObservable }) => {
      const deps = crawl(() =>
        cold('1|', { 1: { current_page: 1, last_page: 1, data: [{ id: 1 }, { id: 2, deep }] } }),
      );
      const ids$ = pagesOf(deps).pipe(
        map(({ fetched, records }) => {
          kept.push(fetched?.page, fetched?.records, JSON.parse(fetched?.text ?? ''));
          return records.length;
        }),
      );
      expectObservable(ids$).toBe('n|', { n: 2 });
    });
    expect(kept).toEqual([0, 2, { current_page: 1, last_page: 1, data: [{ id: 1 }, { id: 2 }] }]);
  });

  it('replays an interrupted crawl and continues where it stopped', () => {
    marbles(({ cold, expectObservable }) => {
      const second = cold('--2|', { 2: answer(2, null) });
      const asked: string[] = [];
      const deps = crawl(
        (url) => {
          asked.push(url.href);
          return second;
        },
        [{ response: answer(1, at(2)), nextPageUrl: at(2) }],
      );
      expectObservable(
        pagesOf(deps).pipe(
          numbers,
          map((number) => `${number}, asked for ${asked.join()}`),
        ),
      ).toBe('a-b|', { a: 'cached 1, asked for ', b: `page 2, asked for ${at(2)}` });
    });
  });

  it('cancels the request in flight and makes no more when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('-1|', { 1: answer(1, at(2)) });
      const second = cold(' -----2|', { 2: answer(2, null) });
      const deps = crawl((url) => (url.href === at(2) ? second : first));
      expectObservable(pagesOf(deps).pipe(numbers), '----!').toBe('-a--', { a: 'page 1' });
      expectSubscriptions(second.subscriptions).toBe('--^-!');
    });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('-1|', { 1: answer(1, at(2)) });
      const second = cold('-----2|', { 2: answer(2, null) });
      const deps = crawl((url) => (url.href === at(2) ? second : first));
      expectObservable(pagesOf(deps).pipe(numbers, take(1))).toBe('-(a|)', { a: 'page 1' });
      expectSubscriptions(second.subscriptions).toBe([]);
    });
  });

  it.each([
    ['on another host', 'https://evil.test/?page=2'],
    ['over another protocol', 'http://example.test/?page=2'],
    ['that is no address', 'https://[/'],
    ['that was the first one', START.href],
    ['that was the first one but for the fragment', `${START.href}#2`],
  ])('does not follow a next page %s, but keeps the page', (_, next) => {
    marbles(({ cold, expectObservable, flush }) => {
      const deps = crawl(() => cold('-1|', { 1: answer(1, next) }));
      expectObservable(pagesOf(deps).pipe(map(({ records, nextPageUrl }) => [records, nextPageUrl]))).toBe(
        '-a#',
        { a: [[{ id: 1 }], next] },
        expect.any(PermanentHttpError),
      );
      flush();
      expect(deps.saved).toEqual([null]);
    });
  });

  it('requests a page of an interrupted crawl again if it led nowhere', () => {
    marbles(({ cold, expectObservable }) => {
      const pages = [answer(2, at(3)), answer(3, null)];
      const cached = [
        { response: answer(1, at(2)), nextPageUrl: at(2) },
        { response: answer(2, 'https://evil.test/?page=3'), nextPageUrl: null },
      ];
      const deps = crawl(() => cold('-p|', { p: pages.shift() }), cached);
      expectObservable(pagesOf(deps).pipe(numbers)).toBe('ab-c|', {
        a: 'cached 1',
        b: 'page 2',
        c: 'page 3',
      });
    });
  });

  it('never follows an address twice', () => {
    marbles(({ cold, expectObservable }) => {
      const pages = [answer(1, at(2)), answer(2, at(3)), answer(3, at(2))];
      const deps = crawl(() => cold('-p|', { p: pages.shift() }));
      expectObservable(pagesOf(deps).pipe(numbers)).toBe(
        '-a-b-c#',
        { a: 'page 1', b: 'page 2', c: 'page 3' },
        expect.any(PermanentHttpError),
      );
    });
  });

  it('does not loop over addresses that differ only in their fragment, which is never sent to a site', () => {
    marbles(({ cold, expectObservable }) => {
      const pages = [answer(1, `${at(2)}#a`), answer(2, `${at(2)}#b`)];
      const deps = crawl(() => cold('-p|', { p: pages.shift() }));
      expectObservable(pagesOf(deps).pipe(numbers)).toBe(
        '-a-b#',
        { a: 'page 1', b: 'page 2' },
        expect.any(PermanentHttpError),
      );
    });
  });

  it('stops after a page that repeats the previous one under another number, unless the catalog has grown by as much', () => {
    const same = [{ id: 7, time: 5 }];
    const page = (total: number | null, number: number, next: string | null): object => ({
      ...answer(number, next, same),
      total,
    });
    marbles(({ cold, expectObservable, flush }) => {
      const pages = [page(4, 1, at(2)), page(4, 2, at(3)), page(4, 3, at(4))];
      const deps = crawl(() => cold('-p|', { p: pages.shift() }));
      expectObservable(pagesOf(deps).pipe(numbers)).toBe(
        '-a-b#',
        { a: 'page 1', b: 'page 2' },
        expect.any(PermanentHttpError),
      );
      flush();
      expect(deps.saved).toEqual([at(2), null]);
    });
    marbles(({ cold, expectObservable }) => {
      const pages = [page(4, 1, at(2)), page(5, 2, at(3)), page(6, 3, null)];
      const deps = crawl(() => cold('-p|', { p: pages.shift() }));
      expectObservable(pagesOf(deps).pipe(numbers)).toBe('-a-b-c|', { a: 'page 1', b: 'page 2', c: 'page 3' });
    });
  });

  it('stops after a page that lists nothing, but keeps it to be requested again', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const pages = [answer(1, at(2)), answer(2, at(3), []), answer(3, at(4), [])];
      const deps = crawl(() => cold('-p|', { p: pages.shift() }));
      expectObservable(pagesOf(deps).pipe(numbers)).toBe(
        '-a-b#',
        { a: 'page 1', b: 'page 2' },
        expect.any(PermanentHttpError),
      );
      flush();
      expect(deps.saved).toEqual([at(2), null]);
    });
  });

  it('does not count the catalog as read when a page names no next one but says that there are more', () => {
    const short = { current_page: 2, last_page: '3', next_page_url: null, data: [{ id: 2 }] };
    marbles(({ cold, expectObservable, flush }) => {
      const pages = [answer(1, at(2)), short];
      const deps = crawl(() => cold('-p|', { p: pages.shift() }));
      expectObservable(pagesOf(deps).pipe(numbers)).toBe(
        '-a-b#',
        { a: 'page 1', b: 'page 2' },
        expect.any(PermanentHttpError),
      );
      flush();
      expect(deps.saved).toEqual([at(2), null]);
    });
    marbles(({ cold, expectObservable }) => {
      const pages = [answer(2, at(3)), answer(3, null)];
      const cached = [
        { response: answer(1, at(2)), nextPageUrl: at(2) },
        { response: short, nextPageUrl: null },
      ];
      const deps = crawl(() => cold('-p|', { p: pages.shift() }), cached);
      expectObservable(pagesOf(deps).pipe(numbers)).toBe('ab-c|', { a: 'cached 1', b: 'page 2', c: 'page 3' });
    });
  });

  describe('when the catalog has shrunk since the previous page, to which a record may have slipped', () => {
    const sized = (total: number, page: number, next: string | null): object => ({
      ...answer(page, next),
      total,
    });

    it('reads the previous page once more, and then continues', () => {
      marbles(({ cold, expectObservable, flush }) => {
        const asked: string[] = [];
        const pages = [
          sized(9, 1, at(2)),
          sized(9, 2, at(3)),
          sized(8, 3, at(4)),
          sized(8, 2, at(3)),
          sized(8, 3, at(4)),
          sized(8, 4, null),
        ];
        const deps = crawl((url) => {
          asked.push(url.href);
          return cold('-p|', { p: pages.shift() });
        });
        expectObservable(pagesOf(deps).pipe(map(({ fetched }) => fetched?.page))).toBe('-a-b---b-c-d|', {
          a: 0,
          b: 1,
          c: 2,
          d: 3,
        });
        flush();
        expect(asked).toEqual([START.href, at(2), at(3), at(2), at(3), at(4)]);
      });
    });

    it('does so when the previous page was kept by an interrupted crawl', () => {
      marbles(({ cold, expectObservable }) => {
        const pages = [sized(8, 2, null), sized(8, 1, at(2)), sized(8, 2, null)];
        const deps = crawl(
          () => cold('-p|', { p: pages.shift() }),
          [{ response: sized(9, 1, at(2)), nextPageUrl: at(2) }],
        );
        expectObservable(pagesOf(deps).pipe(numbers)).toBe('a--b-c|', { a: 'cached 1', b: 'page 1', c: 'page 2' });
      });
    });

    it('does so once per page, whatever the site says', () => {
      marbles(({ cold, expectObservable }) => {
        let total = 9;
        const deps = crawl((url) => {
          total -= 1;
          return cold('-p|', { p: url.href === START.href ? sized(total, 1, at(2)) : sized(total, 2, null) });
        });
        expectObservable(pagesOf(deps).pipe(numbers)).toBe('-a---a-b|', { a: 'page 1', b: 'page 2' });
      });
    });
  });

  it('follows a relative address and stores what it resolves to', () => {
    marbles(({ cold, expectObservable }) => {
      const pages = [answer(1, '/ajax.php?a=getsectionlist&page=2'), answer(2, null)];
      const asked: string[] = [];
      const deps = crawl((url) => {
        asked.push(url.href);
        return cold('-p|', { p: pages.shift() });
      });
      expectObservable(pagesOf(deps).pipe(map(({ nextPageUrl }) => [nextPageUrl, asked.length]))).toBe('-a-b|', {
        a: [at(2), 1],
        b: [null, 2],
      });
    });
  });

  it('fails with a RecordError at something that is not a page', () => {
    marbles(({ cold, expectObservable }) => {
      const deps = crawl(() => cold('-1|', { 1: { error: 'maintenance' } }));
      expectObservable(pagesOf(deps)).toBe('-#', undefined, expect.any(RecordError));
    });
  });
});

import { type Observable, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { sha1Hex } from '../../src/formats/hashes.js';
import {
  ArchiveError,
  MediaError,
  PermanentHttpError,
  RateLimitedError,
  RomError,
  TransientHttpError,
  TruncatedError,
} from '../../src/model/errors.js';
import {
  type FetchScreenshotDeps,
  type WantedScreenshot,
  fetchScreenshot,
} from '../../src/operators/fetchScreenshot.js';
import { marbles, reports } from '../marbles.js';

const picture = Buffer.from('picture');
const file = { file: 'snes/screenshots/Casual/A.png', size: 7 };
const wanted = (url = '//dl.example.test/image/1.png', own: string | null = null): WantedScreenshot => ({
  asked: { id: '1', url, version: '2' },
  rom: './Casual/A.sfc',
  stem: 'Casual/A',
  own,
});

function fake(overrides: Partial<FetchScreenshotDeps>) {
  const { events, report } = reports();
  const order: unknown[] = [];
  const deps: FetchScreenshotDeps = {
    system: 'snes',
    baseUrl: new URL('https://www.example.test/'),
    fetch: () => {
      throw new Error('must not be asked');
    },
    check: () => ['png'],
    prepare: () => [null],
    hasOther: () => [false],
    store: (...what) => {
      order.push(['store', ...what]);
      return [file];
    },
    keep: (screenshot) => {
      order.push(['keep', screenshot]);
    },
    report,
    ...overrides,
  };
  return { deps, events, order };
}

describe('fetchScreenshot', () => {
  it('fetches, checks and stores a picture, then remembers and reports it', () => {
    const asked: string[] = [];
    let order: unknown[] = [];
    let events: unknown[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--w-------|', { w: wanted() });
      const fetch = cold('   ---p|', { p: picture });
      const check = cold('      --c|', { c: 'png' as const });
      const expected = '   -------f--|';
      const made = fake({
        fetch: (url) => {
          asked.push(url.href);
          return fetch;
        },
        check: (bytes) => {
          expect(bytes).toBe(picture);
          return check;
        },
      });
      ({ order, events } = made);

      expectObservable(source.pipe(fetchScreenshot(made.deps))).toBe(expected, { f: file });
      expectSubscriptions(fetch.subscriptions).toBe('--^---!');
      expectSubscriptions(check.subscriptions).toBe('-----^--!');
    });
    expect(asked).toEqual(['https://dl.example.test/image/1.png']);
    expect(order).toEqual([
      ['store', 'Casual/A', 'png', picture],
      ['keep', { id: '1', url: '//dl.example.test/image/1.png', version: '2', sha1: sha1Hex(picture) }],
    ]);
    const place = { system: 'snes', rom: './Casual/A.sfc', kind: 'screenshots' };
    expect(events).toEqual([{ type: 'media.stored', ...place, file: file.file, bytes: 7, reused: false }]);
  });

  it.each<[string, Error, boolean]>([
    ['is gone from the site', new PermanentHttpError('It is gone.', 404), true],
    ['is refused before it is asked for', new PermanentHttpError('It is on another site.'), true],
    ['is no picture', new MediaError('The picture is too small.'), true],
    ['is cut short', new TruncatedError('The end of the picture is missing.'), false],
    ['needs a log-in', new PermanentHttpError('The site asks for a log-in.', 403), false],
    ['cannot be had today', new TransientHttpError('The site has trouble.', 500), false],
    ['must wait', new RateLimitedError('The site asks for patience.', 429, null), false],
  ])('reports a picture that %s, and remembers it if that is lasting', (_, error, lasting) => {
    let made = fake({});
    marbles(({ cold, expectObservable }) => {
      const fetch = cold<Buffer>('-#', undefined, error);
      made = fake({ fetch: () => fetch });
      expectObservable(cold('w--|', { w: wanted() }).pipe(fetchScreenshot(made.deps))).toBe('---|');
    });
    expect(made.order).toEqual(lasting ? [['keep', { ...wanted().asked, sha1: null }]] : []);
    expect(made.events).toMatchObject([{ type: 'media.failed', rom: './Casual/A.sfc', reason: error.message }]);
  });

  it('does not forget that an older picture is its own when there is no newer one', () => {
    const fetch = (): Observable<never> => throwError(() => new PermanentHttpError('It is gone.', 404));
    const { deps, order } = fake({ fetch });
    of(wanted('//x/2.png', 'ours')).pipe(fetchScreenshot(deps)).subscribe();
    expect(order).toEqual([['keep', { id: '1', url: '//x/2.png', version: '2', sha1: 'ours' }]]);
  });

  it.each(['image/1.png', 'javascript:alert(1)', 'file:///etc/passwd', '//', '//:0/x'])('never requests %j', (url) => {
    const { deps, order, events } = fake({});
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('w|', { w: wanted(url) }).pipe(fetchScreenshot(deps))).toBe('-|');
    });
    expect(order).toEqual([['keep', { ...wanted(url).asked, sha1: null }]]);
    expect(events).toMatchObject([
      { type: 'media.failed', reason: `Its address is unusable (${JSON.stringify(url)}).` },
    ]);
  });

  it('requests no picture that cannot be stored, and does not remember it as missing', () => {
    const made = fake({
      prepare: () => {
        throw new RomError('Cannot write there.');
      },
    });
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('w|', { w: wanted() }).pipe(fetchScreenshot(made.deps))).toBe('-|');
    });
    expect(made.order).toEqual([]);
    expect(made.events).toMatchObject([{ type: 'media.failed', reason: 'Cannot write there.' }]);
  });

  it.each([
    ['before it is asked for', [true], 0],
    ['while it is fetched', [false, true], 1],
  ])('leaves what the user has put there %s', (_, answers, asks) => {
    let asked = 0;
    const looks: unknown[] = [];
    const made = fake({
      hasOther: (...place) => {
        looks.push(place);
        return [answers[looks.length - 1] === true];
      },
      fetch: () => {
        asked += 1;
        return of(picture);
      },
    });
    of(wanted('//x/2.png', 'ours')).pipe(fetchScreenshot(made.deps)).subscribe();
    expect([made.order, made.events, asked]).toEqual([[], [], asks]);
    expect(looks).toEqual(answers.map(() => ['Casual/A', 'ours']));
  });

  it('reports nothing of a request that was stopped before its turn', () => {
    let made = fake({});
    marbles(({ cold, expectObservable }) => {
      const stopped = cold<Buffer>('--|');
      made = fake({ fetch: () => stopped });
      expectObservable(cold('w|', { w: wanted() }).pipe(fetchScreenshot(made.deps))).toBe('--|');
    });
    expect([made.order, made.events]).toEqual([[], []]);
  });

  it('lets a full disk end the run, and cancels the request when unsubscribed', () => {
    const error = new ArchiveError('The disk is full.');
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fetch = cold('-p|', { p: picture });
      const store = cold<never>('-#', undefined, error);
      const full = fake({ fetch: () => fetch, store: () => store });
      expectObservable(cold('w|', { w: wanted() }).pipe(fetchScreenshot(full.deps))).toBe('--#', undefined, error);

      const slow = cold<Buffer>('------p|');
      const cancelled = fake({ fetch: () => slow });
      expectObservable(cold('w|', { w: wanted() }).pipe(fetchScreenshot(cancelled.deps)), '^--!').toBe('----');
      expectSubscriptions(slow.subscriptions).toBe('^--!');
    });
  });
});

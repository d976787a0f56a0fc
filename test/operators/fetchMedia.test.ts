import { type Observable, defer, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ArchiveError,
  MediaError,
  MediumNotFoundError,
  PermanentHttpError,
  QuotaError,
  RomError,
  TransientHttpError,
} from '../../src/model/errors.js';
import type { MediaState } from '../../src/model/mediaState.js';
import { type FetchMediaDeps, fetchMedia } from '../../src/operators/fetchMedia.js';
import { announced, medium } from '../formats/media/samples.js';
import { marbles } from '../marbles.js';
import { identified, mediaNotes, nothing, unused } from './mediaSamples.js';

const NOW = Date.UTC(2026, 0, 8);
const BYTES = Buffer.from('picture');
const SHA1 = '0e66b49d04a43c19bcb2e13a53aff5d174f610fc';
const FILE = { file: 'nes/covers/Game (USA).png', size: 7 };
const DIGEST = { ...FILE, crc32: '16db4f89', md5: '5456fc54c74a297ce994998c2873b370', sha1: SHA1 };
const COVER = announced('box-2D', BYTES, { region: 'us' });
const STORED: MediaState = { status: 'stored', ...FILE, sha1: SHA1, type: 'box-2D', region: 'us' };
const ROM = './Game (USA).nes';

const storedEvent = (reused: boolean) => ({
  type: 'media.stored',
  system: 'nes',
  rom: ROM,
  kind: 'covers',
  file: FILE.file,
  bytes: 7,
  reused,
});
const failedEvent = (reason: string, kind = 'covers') => ({
  type: 'media.failed',
  system: 'nes',
  rom: ROM,
  kind,
  reason,
});

const asks = (overrides: Partial<FetchMediaDeps['files']> = {}) => ({
  files: { find: nothing, digest: unused, prepare: nothing, setAside: unused, store: unused, ...overrides },
  fetch: unused,
  check: () => of('png' as const),
  strict: false,
  force: false,
  isSecond: () => false,
  now: () => NOW,
});

/** What becomes of a ROM when everything answers at once. */
function outcome(deps: FetchMediaDeps, plan: 'scrape' | 'missing media' | 'compare' = 'scrape'): unknown {
  let result: unknown = 'nothing';
  of(identified(plan))
    .pipe(fetchMedia(deps))
    .subscribe({
      next: ({ stored }) => {
        result = stored;
      },
      error: (error: unknown) => {
        result = error;
      },
    });
  return result;
}

describe('fetchMedia', () => {
  it('fetches, checks and stores a medium, then remembers and reports it', () => {
    const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const task = identified();
      const source = cold(' -t--------|', { t: task });
      const found = cold('  -(n|)', { n: null });
      const fetched = cold('--b|', { b: BYTES });
      const checked = cold('-(f|)', { f: 'png' as const });
      const stored = cold(' -(s|)', { s: FILE });
      const { files } = asks({ find: () => found, store: () => stored });

      const result$ = source.pipe(
        fetchMedia({ ...deps, ...asks(), files, fetch: () => fetched, check: () => checked }),
      );

      expectObservable(result$).toBe('------r---|', { r: { ...task, stored: 1 } });
      expectSubscriptions(found.subscriptions).toBe('  -^!');
      expectSubscriptions(fetched.subscriptions).toBe('--^--!');
      expectSubscriptions(checked.subscriptions).toBe('----^!');
      expectSubscriptions(stored.subscriptions).toBe(' -----^!');
    });
    expect(notes).toEqual([['remember', ROM, 'covers', STORED], storedEvent(false)]);
  });

  it('requests nothing that cannot be stored, but tries again the next time', () => {
    const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
    const reason = 'Cannot write to covers.';
    const files = { prepare: () => throwError(() => new RomError(reason)) };
    expect(outcome({ ...deps, ...asks(files), fetch: unused, now: () => 7 })).toBe(0);
    expect(notes).toEqual([
      ['remember', ROM, 'covers', { status: 'failed', reason, lasting: false, at: 7 }],
      { type: 'media.failed', system: 'nes', rom: ROM, kind: 'covers', reason },
    ]);
  });

  it('fetches all kinds of a ROM at the same time', () => {
    const { deps } = mediaNotes(['covers', 'screenshots'], { covers: COVER, screenshots: medium('ss') });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const task = identified();
      const fetched = cold('---(b|)', { b: BYTES });
      const { files } = asks({ store: () => of(FILE) });
      const result$ = cold('-t|', { t: task }).pipe(fetchMedia({ ...deps, ...asks(), files, fetch: () => fetched }));
      expectObservable(result$).toBe('----(r|)', { r: { ...task, stored: 2 } });
      expectSubscriptions(fetched.subscriptions).toBe(['-^--!', '-^--!']);
    });
  });

  it('stores a medium under the extension of its actual content, in the ROM’s place', () => {
    const { deps } = mediaNotes(['covers'], { covers: COVER });
    const places: unknown[] = [];
    const store = (...place: unknown[]): Observable<typeof FILE> => {
      places.push(place);
      return of(FILE);
    };
    const check = (...what: unknown[]): Observable<'jpg'> => {
      places.push(what);
      return of('jpg');
    };
    expect(outcome({ ...deps, ...asks({ store }), fetch: () => of(BYTES), check })).toBe(1);
    expect(places).toEqual([
      [BYTES, COVER, 'covers'],
      ['covers', 'Game (USA)', 'jpg', BYTES],
    ]);
  });

  it.each(['scrape', 'compare'] as const)('keeps a file that matches the site’s, when the plan is to %s', (plan) => {
    const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
    const files = { find: () => of(FILE), digest: () => of(DIGEST) };
    expect(outcome({ ...deps, ...asks(files) }, plan)).toBe(0);
    expect(notes).toEqual([['remember', ROM, 'covers', STORED], storedEvent(true)]);
  });

  describe('a file that differs from the site’s', () => {
    const OLD = { ...DIGEST, sha1: 'old' };
    const OLD_STATE: MediaState = { ...STORED, sha1: 'old' };
    const MOVED = { file: FILE.file, to: `CLEANUP/${FILE.file}` };
    const retiredEvent = { type: 'media.retired', system: 'nes', rom: ROM, kind: 'covers', ...MOVED };
    const there = { find: () => of(FILE), digest: () => of(OLD) };
    const kept = { strict: false, force: false };

    it('is moved aside once its replacement has arrived and is valid; then the replacement is stored', () => {
      const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const task = identified('compare');
        const digest = cold('  -(d|)', { d: OLD });
        const fetched = cold(' --b|', { b: BYTES });
        const setAside = cold('-(m|)', { m: [MOVED] });
        const stored = cold('  -(s|)', { s: FILE });
        const files = {
          ...there,
          digest: () => digest,
          prepare: nothing,
          setAside: () => setAside,
          store: () => stored,
        };
        const result$ = cold('t|', { t: task }).pipe(fetchMedia({ ...deps, ...asks(), files, fetch: () => fetched }));
        expectObservable(result$).toBe('-----(r|)', { r: { ...task, stored: 1 } });
        expectSubscriptions(digest.subscriptions).toBe('  ^!');
        expectSubscriptions(fetched.subscriptions).toBe(' -^--!');
        expectSubscriptions(setAside.subscriptions).toBe('---^!');
        expectSubscriptions(stored.subscriptions).toBe('  ----^!');
      });
      expect(notes).toEqual([retiredEvent, ['remember', ROM, 'covers', STORED], storedEvent(false)]);
    });

    it.each<[string, 'scrape' | 'missing media' | 'compare', Partial<FetchMediaDeps>, MediaState | undefined]>([
      ['nobody knows, when it is scraped', 'scrape', kept, undefined],
      ['the user has put in the place of ours, when it is scraped', 'scrape', kept, STORED],
      ['the site had none of, when it is scraped', 'scrape', kept, { status: 'none' }],
      ['nobody knows, when media are missing and files are compared', 'missing media', { strict: true }, undefined],
      ['another ROM of its name has first, when it is compared', 'compare', { isSecond: () => true }, undefined],
      ['another ROM of its name has first, by force', 'scrape', { isSecond: () => true, force: true }, undefined],
    ])('stays, without a request, if it is one that %s', (_, plan, more, state) => {
      const { notes, deps } = mediaNotes(['covers'], { covers: COVER }, state && { covers: state });
      expect(outcome({ ...deps, ...asks(there), ...more }, plan)).toBe(0);
      expect(notes).toEqual([]);
    });

    it.each<[string, 'scrape' | 'missing media' | 'compare', Partial<FetchMediaDeps>, MediaState | undefined]>([
      ['nobody knows, when it is compared', 'compare', {}, undefined],
      ['nobody knows, when it is scraped by force', 'scrape', { force: true }, undefined],
      ['the user has put in the place of ours, by force', 'scrape', { force: true }, STORED],
      ['was stored here, when it is scraped', 'scrape', {}, OLD_STATE],
      ['was stored here, when it is compared', 'compare', {}, OLD_STATE],
      ['was stored here for the second ROM of its name', 'compare', { isSecond: () => true }, OLD_STATE],
      ['was stored here, when media are missing and files are compared', 'missing media', { strict: true }, OLD_STATE],
    ])('makes way if it is one that %s', (_, plan, more, state) => {
      const { notes, deps } = mediaNotes(['covers'], { covers: COVER }, state && { covers: state });
      const places: unknown[] = [];
      const files = {
        ...there,
        setAside: (...place: unknown[]) => {
          places.push(place);
          return of([]);
        },
        store: () => of(FILE),
      };
      expect(outcome({ ...deps, ...asks(files), ...more, fetch: () => of(BYTES) }, plan)).toBe(1);
      // A file that was stored here may be overwritten; which file that is, the disk says.
      expect(places).toEqual([['covers', 'Game (USA)', state?.status === 'stored' ? state.sha1 : null]]);
      expect(notes).toEqual([['remember', ROM, 'covers', STORED], storedEvent(false)]);
    });

    it.each<[string, Partial<FetchMediaDeps>]>([
      ['cannot be had', { fetch: () => throwError(() => new PermanentHttpError('gone', 404)) }],
      ['is no good', { fetch: () => of(BYTES), check: () => throwError(() => new MediaError('too small')) }],
    ])('stays where it is when its replacement %s', (_, more) => {
      const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
      expect(outcome({ ...deps, ...asks(there), ...more }, 'compare')).toBe(0);
      expect(notes).toEqual([expect.objectContaining({ type: 'media.failed' })]);
    });

    it('stays where it is when it cannot be moved aside', () => {
      const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
      const files = { ...there, setAside: () => throwError(() => new RomError('outside')) };
      expect(outcome({ ...deps, ...asks(files), fetch: () => of(BYTES) }, 'compare')).toBe(0);
      expect(notes).toEqual([failedEvent('outside')]);
    });
  });

  it('fetches a file that has disappeared by the time it is looked at', () => {
    const { deps } = mediaNotes(['covers'], { covers: COVER });
    const files = { find: () => of(FILE), digest: nothing, setAside: () => of([]), store: () => of(FILE) };
    expect(outcome({ ...deps, ...asks(files), fetch: () => of(BYTES) })).toBe(1);
  });

  it.each<[string, MediaState | undefined, number]>([
    ['and does not take it for the site’s', undefined, 0],
    ['and knows that it was stored here', STORED, 2],
  ])('keeps a file for which the site gives nothing to compare with, %s', (_, state, told) => {
    const { notes, deps } = mediaNotes(
      ['covers'],
      { covers: medium('box-2D', { size: 7 }) },
      state && { covers: state },
    );
    expect(outcome({ ...deps, ...asks({ find: () => of(FILE), digest: () => of(DIGEST) }) }, 'compare')).toBe(0);
    expect(notes).toHaveLength(told);
  });

  it.each(['crc32', 'md5', 'sha1'] as const)('recognizes the site’s file by its %s alone', (hash) => {
    const { notes, deps } = mediaNotes(['covers'], { covers: medium('box-2D', { [hash]: DIGEST[hash] }) });
    expect(outcome({ ...deps, ...asks({ find: () => of(FILE), digest: () => of(DIGEST) }) })).toBe(0);
    expect(notes).toContainEqual(storedEvent(true));
  });

  it('does not examine an existing file when only missing media are wanted', () => {
    const { notes, deps } = mediaNotes(['covers'], { covers: { ...COVER, size: 8 } });
    expect(outcome({ ...deps, ...asks({ find: () => of(FILE) }) }, 'missing media')).toBe(0);
    expect(notes).toEqual([]);
  });

  it('does not request invalid media again when only missing media are wanted', () => {
    const bad: MediaState = { status: 'failed', reason: 'too small', lasting: true, at: NOW - 1000 };
    const { notes, deps } = mediaNotes(['covers'], { covers: COVER }, { covers: bad });
    expect(outcome({ ...deps, ...asks() }, 'missing media')).toBe(0);
    expect(notes).toEqual([]);
    const again = { ...deps, ...asks({ store: () => of(FILE) }), fetch: () => of(BYTES) };
    expect(outcome(again, 'compare')).toBe(1);
  });

  it('remembers that the site has none of a kind', () => {
    const { notes, deps } = mediaNotes(['covers', 'videos'], { covers: COVER });
    expect(outcome({ ...deps, ...asks({ store: () => of(FILE) }), fetch: () => of(BYTES) })).toBe(1);
    expect(notes).toContainEqual(['remember', ROM, 'videos', { status: 'none' }]);
  });

  it('leaves a file alone when the site has none of its kind', () => {
    const { notes, deps } = mediaNotes(['covers'], {});
    expect(outcome({ ...deps, ...asks({ find: () => of(FILE) }) })).toBe(0);
    expect(notes).toEqual([]);
  });

  it('fetches an invalid medium once more', () => {
    const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
    let tries = 0;
    const fetch = (): Observable<Buffer> => defer(() => of(Buffer.from(String((tries += 1)))));
    const check = (bytes: Buffer): Observable<'png'> =>
      bytes.toString() === '1' ? throwError(() => new MediaError('cut')) : of('png');
    expect(outcome({ ...deps, ...asks({ store: () => of(FILE) }), fetch, check })).toBe(1);
    expect(tries).toBe(2);
    expect(notes).toMatchObject([['remember', ROM, 'covers', { status: 'stored' }], { type: 'media.stored' }]);
  });

  it.each<[string, Error, number, boolean]>([
    ['no good', new MediaError('too small'), 2, true],
    ['not there after all', new MediumNotFoundError('none'), 1, true],
    ['not there', new PermanentHttpError('gone', 404), 1, true],
    ['not to be had now', new TransientHttpError('no connection'), 1, false],
  ])('continues without a medium that is %s', (_, error, expectedTries, lasting) => {
    const { notes, deps } = mediaNotes(['covers', 'screenshots'], { covers: COVER, screenshots: medium('ss') });
    let tries = 0;
    const fetch: FetchMediaDeps['fetch'] = (_medium, kind) =>
      defer(() => {
        if (kind === 'screenshots') return of(BYTES);
        tries += 1;
        return throwError(() => error);
      });
    expect(outcome({ ...deps, ...asks({ store: () => of(FILE) }), fetch })).toBe(1);
    expect(tries).toBe(expectedTries);
    expect(notes.slice(0, 2)).toEqual([
      ['remember', ROM, 'covers', { status: 'failed', reason: error.message, lasting, at: NOW }],
      failedEvent(error.message),
    ]);
  });

  it('does not forget an older file when the newer one cannot be fetched', () => {
    const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
    const files = { find: () => of(FILE), digest: () => of({ ...DIGEST, size: 8 }) };
    const fetch = () => throwError(() => new MediaError('too small'));
    expect(outcome({ ...deps, ...asks(files), fetch }, 'compare')).toBe(0);
    expect(notes).toEqual([failedEvent('too small')]);
  });

  it('does not fetch again what cannot be stored', () => {
    const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
    let tries = 0;
    const fetch = (): Observable<Buffer> => defer(() => of(Buffer.from(String((tries += 1)))));
    const store = () => throwError(() => new MediaError('its name is too long'));
    expect(outcome({ ...deps, ...asks({ store }), fetch })).toBe(0);
    expect(tries).toBe(1);
    expect(notes).toContainEqual(failedEvent('its name is too long'));
  });

  it('continues without a medium whose place leads elsewhere', () => {
    const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
    const find = () => throwError(() => new RomError('outside'));
    expect(outcome({ ...deps, ...asks({ find }) })).toBe(0);
    expect(notes).toEqual([failedEvent('outside')]);
  });

  it('finishes requests in flight when no more may be made, because the site has already counted them', () => {
    const { notes, deps } = mediaNotes(['screenshots', 'covers'], { covers: COVER, screenshots: medium('ss') });
    const error = new QuotaError('used up');
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const slow = cold<Buffer>('-----(b|)', { b: BYTES });
      const refused = cold<Buffer>('--#', undefined, error);
      const fetch: FetchMediaDeps['fetch'] = (_medium, kind) => (kind === 'covers' ? slow : refused);
      const { files } = asks({ store: () => of(FILE) });
      const result$ = cold('t|', { t: identified() }).pipe(fetchMedia({ ...deps, ...asks(), files, fetch }));
      expectObservable(result$).toBe('-----#', undefined, error);
      expectSubscriptions(slow.subscriptions).toBe('^----!');
    });
    expect(notes).toEqual([['remember', ROM, 'covers', STORED], storedEvent(false)]);
  });

  it.each([new ArchiveError('disk full'), new TypeError('a bug')])(
    'passes %s on and cancels the other kinds',
    (error) => {
      const { notes, deps } = mediaNotes(['covers', 'screenshots'], { covers: COVER, screenshots: medium('ss') });
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const slow = cold<Buffer>('-----(b|)', { b: BYTES });
        const broken = cold<Buffer>('--#', undefined, error);
        const fetch: FetchMediaDeps['fetch'] = (_medium, kind) => (kind === 'covers' ? broken : slow);
        const result$ = cold('t|', { t: identified() }).pipe(fetchMedia({ ...deps, ...asks(), fetch }));
        expectObservable(result$).toBe('--#', undefined, error);
        expectSubscriptions(broken.subscriptions).toBe('^-!');
        expectSubscriptions(slow.subscriptions).toBe('^-!');
      });
      expect(notes).toEqual([]);
    },
  );

  it('completes without a value when a fetch is stopped while it waits', () => {
    const { deps } = mediaNotes(['covers', 'screenshots'], { covers: COVER, screenshots: medium('ss') });
    marbles(({ cold, expectObservable }) => {
      const fetch: FetchMediaDeps['fetch'] = (_medium, kind) =>
        kind === 'covers' ? cold<Buffer>('---|') : cold('-(b|)', { b: BYTES });
      const files = { store: () => of(FILE) };
      const result$ = cold('t|', { t: identified() }).pipe(fetchMedia({ ...deps, ...asks(files), fetch }));
      expectObservable(result$).toBe('---|');
    });
  });

  it('cancels the fetches when unsubscribed', () => {
    const { notes, deps } = mediaNotes(['covers'], { covers: COVER });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fetched = cold('-----(b|)', { b: BYTES });
      const result$ = cold('-t', { t: identified() }).pipe(fetchMedia({ ...deps, ...asks(), fetch: () => fetched }));
      expectObservable(result$, '---!').toBe('---');
      expectSubscriptions(fetched.subscriptions).toBe('-^-!');
    });
    expect(notes).toEqual([]);
  });

  it('passes a ROM on at once when no media are wanted', () => {
    const { deps } = mediaNotes([], {});
    expect(outcome({ ...deps, ...asks() })).toBe(0);
  });
});

import { type Observable, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { PermanentHttpError, TransientHttpError, ZipError } from '../../src/model/errors.js';
import type { QueuedGame } from '../../src/model/game.js';
import { type Download, type DownloadZipDeps, downloadZip } from '../../src/operators/downloadZip.js';
import { marbles, reports } from '../marbles.js';
import { gameRecord, queuedGame, storedZip } from '../samples.js';

const download = (content: string, contentType: string | null = null): Download => ({
  url: 'https://dl.example.test/1/hack.zip',
  bytes: Buffer.from(content),
  contentType,
  etag: null,
  lastModified: null,
});
const unused = (): never => {
  throw new Error('must not be asked');
};
const deps = (overrides: Partial<DownloadZipDeps>): DownloadZipDeps => ({
  baseUrl: new URL('https://www.example.test/'),
  fetchFile: unused,
  hasZip: unused,
  keptZip: () => of(null),
  storeZip: unused,
  report: unused,
  ...overrides,
});

/** What the check of an answer returns or throws. */
function checked(answer: Download): unknown {
  let outcome: unknown = 'unchecked';
  marbles(({ cold, expectObservable }) => {
    const fetchFile = (_url: URL, _game: QueuedGame, check: (answer: Download) => Download): never[] => {
      try {
        outcome = check(answer);
      } catch (error) {
        outcome = error;
      }
      return [];
    };
    expectObservable(cold('g|', { g: queuedGame('1') }).pipe(downloadZip(deps({ fetchFile })))).toBe('-|');
  });
  return outcome;
}

describe('downloadZip', () => {
  it('fetches the ZIP and emits the game once it is stored', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const game = queuedGame('1');
      const source = cold(' -g------|', { g: game });
      const fetched = cold(' --d|', { d: download('PK') });
      const stored = cold('    --z|', { z: storedZip('1') });
      const subFetched = '  -^--!';
      const subStored = '   ---^--!';
      const expected = '    -----r--|';

      const result$ = source.pipe(downloadZip(deps({ fetchFile: () => fetched, storeZip: () => stored, report })));

      expectObservable(result$).toBe(expected, { r: { game, zip: storedZip('1') } });
      expectSubscriptions(fetched.subscriptions).toBe(subFetched);
      expectSubscriptions(stored.subscriptions).toBe(subStored);
    });
    expect(events).toEqual([
      { type: 'game.downloaded', id: '1', name: 'Hack 1', bytes: 4, path: 'zips/1.zip', reused: false },
    ]);
  });

  it('requests nothing when the ZIP of an interrupted run is still there', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      const game = queuedGame('1', { zip: storedZip('1') });
      const result$ = cold('-g|', { g: game }).pipe(
        downloadZip(deps({ hasZip: () => cold('-(y|)', { y: true }), report })),
      );
      expectObservable(result$).toBe('--(r|)', { r: { game, zip: storedZip('1') } });
    });
    expect(events).toMatchObject([{ type: 'game.downloaded', reused: true }]);
  });

  it('requests nothing when the ZIP of an earlier version is the same file', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const game = queuedGame('1');
      const kept = cold('-(z|)', { z: storedZip('1') });
      const result$ = cold('-g|', { g: game }).pipe(downloadZip(deps({ keptZip: () => kept, report })));
      expectObservable(result$).toBe('--(r|)', { r: { game, zip: storedZip('1') } });
      expectSubscriptions(kept.subscriptions).toBe('-^!');
    });
    expect(events).toMatchObject([{ type: 'game.downloaded', reused: true }]);
  });

  it('fetches the ZIP again when it is missing or has changed', () => {
    const { report } = reports();
    marbles(({ cold, expectObservable }) => {
      const game = queuedGame('1', { zip: storedZip('1') });
      const result$ = cold('g|', { g: game }).pipe(
        downloadZip(
          deps({
            hasZip: () => cold('(n|)', { n: false }),
            fetchFile: () => cold('-(d|)', { d: download('PK') }),
            storeZip: () => cold('-(z|)', { z: storedZip('1') }),
            report,
          }),
        ),
      );
      expectObservable(result$).toBe('--(r|)', { r: { game, zip: storedZip('1') } });
    });
  });

  it('cancels the download when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fetched = cold('-----d|', { d: download('PK') });
      const result$ = cold('-g', { g: queuedGame('1') }).pipe(downloadZip(deps({ fetchFile: () => fetched })));
      expectObservable(result$, '---!').toBe('---');
      expectSubscriptions(fetched.subscriptions).toBe('-^-!');
    });
  });

  it.each([
    ['protocol-relative', '//dl.example.test/1/a.zip', 'https://dl.example.test/1/a.zip'],
    ['absolute', 'https://dl.example.test/1/a%20b.zip', 'https://dl.example.test/1/a%20b.zip'],
  ])('accepts a %s address', (_, downloadUrl, expected) => {
    const asked: string[] = [];
    const game = queuedGame('1', { record: gameRecord('1', { downloadUrl }) });
    marbles(({ cold, expectObservable }) => {
      const fetchFile = (url: URL): Observable<never> => {
        asked.push(url.href);
        return throwError(() => new PermanentHttpError('enough'));
      };
      const result$ = cold('g', { g: game }).pipe(downloadZip(deps({ fetchFile })));
      expectObservable(result$).toBe('#', undefined, new PermanentHttpError('enough'));
    });
    expect(asked).toEqual([expected]);
  });

  it.each([null, '', 'junk', 'file:///etc/passwd', 'javascript:alert(1)', 'https://'])(
    'fails permanently on the address %j',
    (downloadUrl) => {
      const game = queuedGame('1', { record: gameRecord('1', { downloadUrl }) });
      marbles(({ cold, expectObservable }) => {
        expectObservable(cold('g', { g: game }).pipe(downloadZip(deps({})))).toBe(
          '#',
          undefined,
          expect.any(PermanentHttpError),
        );
      });
    },
  );

  it.each([
    ['a ZIP', download('PK\x03\x04…PK\x05\x06…'), null],
    ['an empty ZIP', download('PK\x05\x06…'), null],
    ['a ZIP behind a program', download(`MZ…PK\x03\x04…PK\x05\x06${'\0'.repeat(18)}`), null],
    ['a ZIP that was cut short', download('PK\x03\x04…PK\x01\x02…'), /a truncated ZIP/],
    ['a BPS patch', download('BPS1…'), null],
    ['an IPS patch', download('PATCH…'), null],
    ['a web page', download('<!DOCTYPE html>', 'text/html'), /web page/],
    ['a web page of plain words', download('Closed for today.', 'text/html; charset=utf-8'), /web page/],
    ['a web page that is called a ZIP', download('\n <html>', 'application/zip'), /web page/],
    ['something else', download('hello'), /neither a ZIP nor a patch/],
    ['nothing', download(''), /neither a ZIP nor a patch/],
    ['what only begins like it', download('Rar!…'), /neither a ZIP nor a patch/],
  ])('checks what the site sent: %s', (_, answer, complaint) => {
    const outcome = checked(answer);
    if (complaint === null) expect(outcome).toBe(answer);
    else {
      expect(outcome).toBeInstanceOf(TransientHttpError);
      expect(outcome).toHaveProperty('message', expect.stringMatching(complaint));
    }
  });

  it.each([
    ['a RAR archive', 'Rar!\x1a\x07\x01\0…'],
    ['a 7-Zip archive', "7z\xbc\xaf'\x1c…"],
    ['a gzip file', '\x1f\x8b\x08…'],
    ['a UPS patch', 'UPS1…'],
    ['an IPS32 patch', 'IPS32…'],
  ])('fails at once, without a retry, on %s', (kind, text) => {
    const outcome = checked({ ...download(''), bytes: Buffer.from(text, 'latin1') });
    expect(outcome).toBeInstanceOf(ZipError);
    expect(outcome).toHaveProperty('message', expect.stringContaining(`The site has ${kind} of it, but only`));
  });
});

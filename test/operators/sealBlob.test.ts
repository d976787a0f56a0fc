import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { KnownBlob } from '../../src/archive/knownBlobs.js';
import type { SealedGame } from '../../src/archive/recordableGame.js';
import { attachmentHashes } from '../../src/formats/attachment.js';
import type { SealedPair } from '../../src/formats/sealPair.js';
import { ArchiveError, BlobError } from '../../src/model/errors.js';
import type { ChosenGame } from '../../src/model/game.js';
import type { AppliedPatch } from '../../src/model/patch.js';
import { type SealBlobDeps, sealBlob } from '../../src/operators/sealBlob.js';
import { marbles, reports } from '../marbles.js';
import { appliedPatch, blobNames, chosenGame } from '../samples.js';

const pair = (tag: string): SealedPair => ({
  names: blobNames(tag),
  patchBlob: Buffer.from(`patch blob ${tag}`),
  romBlob: Buffer.from(`ROM blob ${tag}`),
  hashes: attachmentHashes(Buffer.from(`patch blob ${tag}`), Buffer.from(`patch ${tag}`)),
});
const known: KnownBlob = { pbuuid: 'row-k', ...blobNames('k') };
const a = appliedPatch('a.bps');
const b = appliedPatch('b.bps');

const unused = (): never => {
  throw new Error('must not be asked');
};
const deps = (overrides: Partial<SealBlobDeps>): SealBlobDeps => ({
  knownBlob: () => null,
  seal: unused,
  announce: () => undefined,
  storeBlobs: unused,
  report: () => undefined,
  ...overrides,
});
const sealedAs = (tag: string): SealedGame['sealed'][number]['blob'] => {
  const { names, hashes, patchBlob } = pair(tag);
  return { names, attachment: { ...hashes, bytes: patchBlob } };
};

describe('sealBlob', () => {
  it('seals a patch, announces the blobs and only then writes them', () => {
    const { events, report } = reports();
    const order: string[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const game = chosenGame('1', a);
      const source = cold('  --g------|', { g: game });
      const seal = cold('      ---s|', { s: pair('a') });
      const store = cold('        --w|');
      const subSeal = '      --^---!';
      const subStore = '     -----^--!';
      const subSource = '    ^--------!';
      const expected = '     --------r|';

      const result$ = source.pipe(
        sealBlob(
          deps({
            seal: () => seal,
            announce: (announced, patch, names) => {
              order.push(`announce ${announced.game.queueId} ${patch.path} ${names.patchblob1_name}`);
            },
            storeBlobs: ({ names }) => {
              order.push(`store ${names.patchblob1_name}`);
              return store;
            },
            report,
          }),
        ),
      );

      expectObservable(result$).toBe(expected, {
        r: { ...game, sealed: [{ patch: a, primary: true, blob: sealedAs('a') }] },
      });
      expectSubscriptions(seal.subscriptions).toBe(subSeal);
      expectSubscriptions(store.subscriptions).toBe(subStore);
      expectSubscriptions(source.subscriptions).toBe(subSource);
    });
    expect(order).toEqual(['announce queue-1 a.bps pblob_a', 'store pblob_a']);
    expect(events).toEqual([{ type: 'blob.sealed', id: '1', patch: 'a.bps', blob: 'pblob_a', reused: false }]);
  });

  it('uses the blob that the archive has of the same patch and result, and seals nothing', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      const game = chosenGame('1', a);
      expectObservable(
        cold('--g--|', { g: game }).pipe(sealBlob(deps({ knownBlob: () => known, announce: unused, report }))),
      ).toBe('--r--|', { r: { ...game, sealed: [{ patch: a, primary: true, blob: { known } }] } });
    });
    expect(events).toEqual([{ type: 'blob.sealed', id: '1', patch: 'a.bps', blob: 'pblob_k', reused: true }]);
  });

  it('seals one patch at a time, each into a blob of its own; only the first is the primary one', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const game = chosenGame('1', a, b);
      const source = cold(' g|', { g: game });
      const sealA = cold('  --s|', { s: pair('a') });
      const sealB = cold('     -s|', { s: pair('b') });
      const subA = '        ^--!';
      const subB = '        ---^-!';
      const expected = '    -----(r|)';

      const result$ = source.pipe(
        sealBlob(deps({ seal: (_, { path }) => (path === 'a.bps' ? sealA : sealB), storeBlobs: () => [null] })),
      );

      expectObservable(result$).toBe(expected, {
        r: {
          ...game,
          sealed: [
            { patch: a, primary: true, blob: sealedAs('a') },
            { patch: b, primary: false, blob: sealedAs('b') },
          ],
        },
      });
      expectSubscriptions(sealA.subscriptions).toBe(subA);
      expectSubscriptions(sealB.subscriptions).toBe(subB);
    });
  });

  it('looks for a known blob only when the patch’s turn comes', () => {
    const order: string[] = [];
    marbles(({ cold, expectObservable }) => {
      const game = chosenGame('1', a, b);
      const result$ = cold('g|', { g: game }).pipe(
        sealBlob(
          deps({
            knownBlob: ({ path }) => {
              order.push(`known ${path}`);
              return path === 'b.bps' ? known : null;
            },
            seal: () => cold('--(s|)', { s: pair('a') }),
            storeBlobs: ({ names }) => {
              order.push(`store ${names.patchblob1_name}`);
              return [null];
            },
          }),
        ),
      );
      expectObservable(result$).toBe('--(r|)', {
        r: {
          ...game,
          sealed: [
            { patch: a, primary: true, blob: sealedAs('a') },
            { patch: b, primary: false, blob: { known } },
          ],
        },
      });
    });
    expect(order).toEqual(['known a.bps', 'store pblob_a', 'known b.bps']);
  });

  it.each<[string, Error, string]>([
    ['the blob does not verify', new BlobError('The blob decrypts to something else.'), 'seal'],
    ['a blob cannot be written', new ArchiveError('The disk is full.'), 'storeBlobs'],
  ])('errors when %s, and does not start on the patches after it', (_, error, where) => {
    const { events, report } = reports();
    const sealed: string[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('g---|', { g: chosenGame('1', a, b) });
      const seal = (_game: ChosenGame, { path }: AppliedPatch): Observable<SealedPair> => {
        sealed.push(path);
        return where === 'seal' ? cold<SealedPair>('--#', undefined, error) : cold('--s|', { s: pair('a') });
      };
      const storeBlobs = () => cold('#', undefined, error);
      expectObservable(source.pipe(sealBlob(deps({ seal, storeBlobs, report })))).toBe('--#', undefined, error);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
    expect(sealed).toEqual(['a.bps']);
    expect(events).toEqual([]);
  });

  it.each([
    ['the archive cannot be asked', 'knownBlob'],
    ['the blob cannot be announced', 'announce'],
  ])('errors when %s, and writes no blob', (_, where) => {
    const broken = new ArchiveError('The database is locked.');
    const fails = (): never => {
      throw broken;
    };
    marbles(({ cold, expectObservable }) => {
      const all = deps({ seal: () => cold('-s|', { s: pair('a') }), [where]: fails });
      expectObservable(cold('g|', { g: chosenGame('1', a) }).pipe(sealBlob(all))).toBe(
        where === 'knownBlob' ? '#' : '-#',
        undefined,
        broken,
      );
    });
  });

  it('cancels what is in progress when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-g', { g: chosenGame('1', a, b) });
      const seal = cold('   --s|', { s: pair('a') });
      const store = cold('    ----w|');
      const unsub = '      -----!';
      const subSeal = '    -^--!';
      const subStore = '   ---^-!';

      const result$ = source.pipe(sealBlob(deps({ seal: () => seal, storeBlobs: () => store })));

      expectObservable(result$, unsub).toBe('-----');
      expectSubscriptions(seal.subscriptions).toBe(subSeal);
      expectSubscriptions(store.subscriptions).toBe(subStore);
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });
});

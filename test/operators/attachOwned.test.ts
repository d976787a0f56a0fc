import { describe, expect, it } from 'vitest';
import type { BlobOwner } from '../../src/archive/imports.js';
import { attachmentHashes } from '../../src/formats/attachment.js';
import type { OpenedBlob } from '../../src/formats/openedBlob.js';
import { BlobError, ItemError } from '../../src/model/errors.js';
import { type AttachOwnedDeps, attachOwned } from '../../src/operators/attachOwned.js';
import { marbles, reports } from '../marbles.js';
import { someDigests } from '../samples.js';

const [A, B, C] = ['pblob_1_aaaaaaaaaa', 'pblob_2_bbbbbbbbbb', 'pblob_3_cccccccccc'] as const;
const file = Buffer.from('blob');
const patch = Buffer.from('patch');
const opened: OpenedBlob = {
  file,
  patch,
  digests: someDigests('patch'),
  kind: 'bps',
  hashes: attachmentHashes(file, patch),
};
const owner: BlobOwner = {
  pbuuid: 'row-a',
  gvuuid: 'version-a',
  patchblob1_name: A,
  patchblob1_key: 'key',
  patchblob1_sha224: null,
  pat_sha224: null,
  pat_sha1: null,
  pat_shake_128: null,
};
const unused = (): never => {
  throw new Error('must not be asked');
};
const deps = (overrides: Partial<AttachOwnedDeps>): AttachOwnedDeps => ({
  ownerOf: () => owner,
  isAttached: () => false,
  readBlob: unused,
  open: unused,
  attach: unused,
  report: () => undefined,
  ...overrides,
});

describe('attachOwned', () => {
  it('attaches blobs that a row owns, skips those already attached, and passes on those without a row', () => {
    const { events, report } = reports();
    const done: unknown[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a-bc-----|', { a: A, b: B, c: C });
      const read = cold('      --f|', { f: file });
      const open = cold('        -o|', { o: opened });
      const expected = '     ------c----|';

      const result$ = source.pipe(
        attachOwned({
          ownerOf: (name) => (name === C ? null : owner),
          isAttached: (name) => name === B,
          readBlob: (name) => {
            done.push(name);
            return read;
          },
          open: (...given) => {
            done.push(...given);
            return open;
          },
          attach: (...given) => {
            done.push(...given);
          },
          report,
        }),
      );

      expectObservable(result$).toBe(expected, { c: C });
      expectSubscriptions(read.subscriptions).toBe(' --^--!');
      expectSubscriptions(open.subscriptions).toBe(' ----^-!');
      expectSubscriptions(source.subscriptions).toBe('^----------!');
    });
    expect(done).toEqual([A, file, owner, owner, opened]);
    expect(events).toEqual([
      { type: 'blob.attached', blob: A, already: false },
      { type: 'blob.attached', blob: B, already: true },
    ]);
  });

  it('reports files that are not blobs, and silently ignores sealed ROMs', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      const names = { a: 'notes.txt', b: 'rblob_1_0123456789', c: 'pblob_1_0123' };
      expectObservable(cold('-a-b-c|', names).pipe(attachOwned(deps({ ownerOf: unused, report })))).toBe('------|');
    });
    expect(events).toMatchObject([
      { type: 'file.skipped', file: 'notes.txt', failed: false },
      { type: 'file.skipped', file: 'pblob_1_0123', failed: false },
    ]);
  });

  it('propagates the error of a bad blob, and announces nothing', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const wrong = new BlobError('It is another file.');
      const source = cold('-a--|', { a: A });
      const there = cold('(f|)', { f: file });
      const broken = cold<OpenedBlob>('-#', undefined, wrong);
      expectObservable(source.pipe(attachOwned(deps({ readBlob: () => there, open: () => broken, report })))).toBe(
        '--#',
        undefined,
        wrong,
      );
      const gone = cold('-f|', { f: null });
      expectObservable(source.pipe(attachOwned(deps({ readBlob: () => gone, report })))).toBe(
        '--#',
        undefined,
        new ItemError('It no longer exists.'),
      );
      const slow = cold('----f|', { f: file });
      expectObservable(source.pipe(attachOwned(deps({ readBlob: () => slow, report }))), '---!').toBe('----');
      expectSubscriptions(slow.subscriptions).toBe('-^-!');
    });
    expect(events).toEqual([]);
  });
});

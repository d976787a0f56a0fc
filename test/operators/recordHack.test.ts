import { describe, expect, it } from 'vitest';
import type { Imported } from '../../src/archive/importableHack.js';
import type { KnownBlob } from '../../src/archive/knownBlobs.js';
import { attachmentHashes } from '../../src/formats/attachment.js';
import { parseHackFile } from '../../src/formats/hackFile.js';
import { ArchiveError } from '../../src/model/errors.js';
import type { OpenedHack } from '../../src/operators/openHackBlob.js';
import { type RecordHackDeps, recordHack } from '../../src/operators/recordHack.js';
import { marbles, reports } from '../marbles.js';
import { RAW, oldHack } from '../oldHack.js';
import { blobNames, someDigests } from '../samples.js';

const read = parseHackFile('12', JSON.stringify(oldHack('12', RAW)));
const patch = Buffer.from('patch');
const known: KnownBlob = { pbuuid: 'row-k', ...blobNames('k') };
const hack: OpenedHack = {
  ...read,
  blob: {
    file: Buffer.from('blob'),
    patch,
    digests: someDigests('patch'),
    kind: 'bps',
    hashes: attachmentHashes(Buffer.from('blob'), patch),
    names: { ...blobNames('own'), romblob_name: null, romblob_salt: null },
    result: { result_sha1: null, result_sha224: null, result_shake1: null },
    patchFilename: null,
  },
};
const recorded: Imported = { outcome: 'recorded', version: 3, blob: RAW, reused: null };

const unused = (): never => {
  throw new Error('must not be asked');
};
const deps = (overrides: Partial<RecordHackDeps>): RecordHackDeps => ({
  storePatch: unused,
  keepHack: () => [],
  record: () => recorded,
  report: () => undefined,
  ...overrides,
});

describe('recordHack', () => {
  it('writes the patch, then the rows, then the JSON, and announces the hack last', () => {
    const order: unknown[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --h--------|', { h: hack });
      const store = cold('     --w|');
      const keep = cold('         -w|');
      const expected = '     -------r---|';

      const result$ = source.pipe(
        recordHack({
          storePatch: (shake, bytes) => {
            order.push(['storePatch', shake, bytes]);
            return store;
          },
          record: (importable) => {
            order.push(['record', importable]);
            return recorded;
          },
          keepHack: (kept, reused) => {
            order.push(['keepHack', kept, reused]);
            return keep;
          },
          report: (event) => {
            order.push(event);
          },
        }),
      );

      expectObservable(result$).toBe(expected, { r: recorded });
      expectSubscriptions(store.subscriptions).toBe('--^--!');
      expectSubscriptions(keep.subscriptions).toBe(' -----^-!');
      expectSubscriptions(source.subscriptions).toBe('^----------!');
    });
    const { record, legacyType, blob } = hack;
    expect(order).toEqual([
      ['storePatch', 'shake-patch', patch],
      ['record', { record, legacyType, blob }],
      ['keepHack', hack, null],
      {
        type: 'hack.imported',
        id: '12',
        name: 'Hack 12 & more',
        version: 3,
        outcome: 'recorded',
        blob: RAW,
        reason: null,
      },
    ]);
  });

  it.each([
    ['there is none', null],
    ['it is the archive’s own', { known, patSha224: 'p' }],
  ] as const)('stores no patch when %s', (_, blob) => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-h-|', { h: { ...hack, blob } }).pipe(recordHack(deps({})))).toBe('-r-|', { r: recorded });
    });
  });

  it('passes on the blob that replaces its own', () => {
    const kept: unknown[] = [];
    marbles(({ cold, expectObservable }) => {
      const reused = { ...recorded, reused: known };
      const keepHack: RecordHackDeps['keepHack'] = (...given) => {
        kept.push(...given);
        return [];
      };
      const without = { ...hack, blob: null };
      expectObservable(cold('-h-|', { h: without }).pipe(recordHack(deps({ record: () => reused, keepHack })))).toBe(
        '-r-|',
        { r: reused },
      );
    });
    expect(kept).toEqual([{ ...hack, blob: null }, known]);
  });

  it.each([
    [read, new RegExp(`^${RAW} is not in blobs/; put it there and run romflow attach, or`)],
    [parseHackFile('12', '{"id":12,"name":"x"}'), /^its JSON names no blob and key; romflow update --game-ids=12/],
    [{ ...read, words: { ...read.words, patchblob1_key: null } }, /^its JSON names no blob and key; romflow update/],
  ])('says why a version has no blob, and what to do about it', (from, reason) => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      const record = (): Imported => ({ ...recorded, blob: null });
      expectObservable(cold('-(h|)', { h: { ...from, blob: null } }).pipe(recordHack(deps({ record, report })))).toBe(
        '-(r|)',
        { r: { ...recorded, blob: null } },
      );
    });
    expect(events).toMatchObject([{ type: 'hack.imported', blob: null }]);
    expect(events.map((event) => ('reason' in event ? event.reason : null))).toEqual([expect.stringMatching(reason)]);
  });

  it('announces nothing of a hack that could not be written, and cancels when unsubscribed', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const full = new ArchiveError('The disk is full.');
      const source = cold('-h--|', { h: hack });
      const broken = cold('-#', undefined, full);
      expectObservable(source.pipe(recordHack(deps({ storePatch: () => broken, record: unused, report })))).toBe(
        '--#',
        undefined,
        full,
      );
      const slow = cold('----w|');
      expectObservable(source.pipe(recordHack(deps({ storePatch: () => slow, record: unused, report }))), '---!').toBe(
        '----',
      );
      expectSubscriptions(slow.subscriptions).toBe('-^-!');
    });
    expect(events).toEqual([]);
  });
});

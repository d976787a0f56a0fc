import { describe, expect, it } from 'vitest';
import type { KnownBlob } from '../../src/archive/knownBlobs.js';
import { attachmentHashes } from '../../src/formats/attachment.js';
import { parseHackFile } from '../../src/formats/hackFile.js';
import type { OpenedBlob } from '../../src/formats/openedBlob.js';
import { BlobError } from '../../src/model/errors.js';
import { type OpenHackBlobDeps, openHackBlob } from '../../src/operators/openHackBlob.js';
import { marbles } from '../marbles.js';
import { RAW, goldenBlob, oldHack } from '../oldHack.js';
import { blobNames, someDigests } from '../samples.js';

const file = goldenBlob(RAW);
const opened: OpenedBlob = {
  file,
  patch: Buffer.from('patch'),
  digests: someDigests('patch'),
  kind: 'bps',
  hashes: attachmentHashes(file, Buffer.from('patch')),
};
const json = oldHack('12', RAW);
const hack = parseHackFile('12', JSON.stringify(json));
const unsealed = parseHackFile('12', JSON.stringify({ ...json, patchblob1_key: '' }));
const known: KnownBlob = { pbuuid: 'row-k', ...blobNames('k') };

const unused = (): never => {
  throw new Error('must not be asked');
};
const deps = (overrides: Partial<OpenHackBlobDeps>): OpenHackBlobDeps => ({
  readBlob: unused,
  open: unused,
  knownBlob: () => null,
  ...overrides,
});

describe('openHackBlob', () => {
  it('opens the blob that the JSON names, and checks it against the JSON', () => {
    const asked: unknown[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --h------|', { h: hack });
      const read = cold('      --f|', { f: file });
      const open = cold('        -b|', { b: opened });
      const expected = '     -----r---|';

      const result$ = source.pipe(
        openHackBlob(
          deps({
            readBlob: (name) => {
              asked.push(name);
              return read;
            },
            open: (bytes, claims) => {
              asked.push(bytes, claims);
              return open;
            },
            knownBlob: unused,
          }),
        ),
      );

      expectObservable(result$).toBe(expected, {
        r: {
          ...hack,
          blob: {
            ...opened,
            names: {
              patchblob1_name: RAW,
              patchblob1_key: json.patchblob1_key,
              patchblob1_sha224: json.patchblob1_sha224,
              romblob_name: null,
              romblob_salt: json.romblob_salt,
            },
            result: {
              result_sha1: json.result_sha1,
              result_sha224: json.result_sha224,
              result_shake1: json.result_shake1,
            },
            patchFilename: null,
          },
        },
      });
      expectSubscriptions(read.subscriptions).toBe(' --^--!');
      expectSubscriptions(open.subscriptions).toBe(' ----^-!');
      expectSubscriptions(source.subscriptions).toBe('^--------!');
    });
    expect(asked).toEqual([RAW, file, hack.words]);
  });

  it('uses the archive’s own blob of the same patch and result when that one is missing', () => {
    const asked: string[] = [];
    const knownBlob = (...pair: readonly string[]): KnownBlob => {
      asked.push(...pair);
      return known;
    };
    marbles(({ cold, expectObservable }) => {
      const gone = cold('-f|', { f: null });
      const source = cold('-h--|', { h: hack });
      expectObservable(source.pipe(openHackBlob(deps({ readBlob: () => gone, knownBlob })))).toBe('--r-|', {
        r: { ...hack, blob: { known, patSha224: json.pat_sha224 } },
      });
    });
    expect(asked).toEqual([json.pat_sha224, json.result_sha224]);
  });

  it.each([
    ['it is not there, and no other is known', hack],
    ['the JSON has no key', unsealed],
  ])('passes the hack on without a blob when %s', (_, from) => {
    marbles(({ cold, expectObservable }) => {
      const gone = cold('(f|)', { f: null });
      expectObservable(cold('-h--|', { h: from }).pipe(openHackBlob(deps({ readBlob: () => gone })))).toBe('-r--|', {
        r: { ...from, blob: null },
      });
    });
  });

  it('propagates the error of a bad blob, and cancels when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const wrong = new BlobError('It is another file.');
      const there = cold('(f|)', { f: file });
      const source = cold('-h--|', { h: hack });
      const broken = cold<OpenedBlob>('-#', undefined, wrong);
      expectObservable(source.pipe(openHackBlob(deps({ readBlob: () => there, open: () => broken })))).toBe(
        '--#',
        undefined,
        wrong,
      );

      const slow = cold('   -----f|', { f: file });
      expectObservable(source.pipe(openHackBlob(deps({ readBlob: () => slow }))), '---!').toBe('----');
      expectSubscriptions(slow.subscriptions).toBe('-^-!');
    });
  });
});

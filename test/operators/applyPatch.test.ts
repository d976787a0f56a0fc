import { describe, expect, it } from 'vitest';
import { digests } from '../../src/formats/hashes.js';
import { ArchiveError, PatchError } from '../../src/model/errors.js';
import type { ExtractedPatch, TestedPatch } from '../../src/model/patch.js';
import { type ApplyPatchDeps, applyPatch } from '../../src/operators/applyPatch.js';
import { marbles, reports } from '../marbles.js';
import { candidate } from '../samples.js';

const base = { bytes: Buffer.from('base ROM'), sha224: 'unused here' };
const rom = Buffer.from('patched ROM');
const patch = (path: string, content = 'BPS1'): ExtractedPatch => ({ ...candidate(path), bytes: Buffer.from(content) });
const tested = (path: string, outcome: TestedPatch['outcome'], content = 'BPS1'): TestedPatch => ({
  ...candidate(path),
  kind: content === 'BPS1' ? 'bps' : null,
  digests: digests(Buffer.from(content)),
  outcome,
});
const success: TestedPatch['outcome'] = { result: 'success', rom: digests(rom) };

const deps = (overrides: Partial<ApplyPatchDeps>): ApplyPatchDeps & { noted: TestedPatch[] } => {
  const noted: TestedPatch[] = [];
  return {
    base,
    apply: () => [rom],
    digest: (bytes) => [digests(bytes)],
    storePatch: () => [null],
    storeRom: () => [null],
    note: (outcome) => {
      noted.push(outcome);
    },
    report: reports().report,
    noted,
    ...overrides,
  };
};

describe('applyPatch', () => {
  it('stores the patch, applies it, stores the ROM and only then records the outcome', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('    p-----|', { p: patch('a.bps') });
      const storePatch = cold('-x|');
      const apply = cold('      -x|', { x: rom });
      const storeRom = cold('    -x|');
      const expected = '       ---r--|';
      const all = deps({ storePatch: () => storePatch, apply: () => apply, storeRom: () => storeRom, report });

      expectObservable(source.pipe(applyPatch('1', all))).toBe(expected, { r: tested('a.bps', success) });
      expectSubscriptions(storePatch.subscriptions).toBe('^-!');
      expectSubscriptions(apply.subscriptions).toBe('     -^-!');
      expectSubscriptions(storeRom.subscriptions).toBe('  --^-!');
      expectSubscriptions(source.subscriptions).toBe('    ^-----!');
    });
    expect(events).toEqual([
      { type: 'patch.tested', id: '1', patch: 'a.bps', kind: 'bps', result: 'success', reason: null },
    ]);
  });

  it('applies one patch at a time', () => {
    marbles(({ cold, expectObservable }) => {
      const result$ = cold('(ab|)', { a: patch('a.bps'), b: patch('b.bps') }).pipe(
        applyPatch('1', deps({ apply: () => cold('--(x|)', { x: rom }) })),
      );
      expectObservable(result$).toBe('--a-(b|)', { a: tested('a.bps', success), b: tested('b.bps', success) });
    });
  });

  it('records a patch that does not apply as failed, and continues', () => {
    const { events, report } = reports();
    const reason = 'This patch is broken.';
    const noted: TestedPatch[] = [];
    marbles(({ cold, expectObservable }) => {
      const apply: ApplyPatchDeps['apply'] = (bytes) =>
        bytes.toString() === 'junk' ? cold('#', undefined, new PatchError(reason)) : [rom];
      const result$ = cold('a-b|', { a: patch('a.bps', 'junk'), b: patch('b.bps') }).pipe(
        applyPatch('1', deps({ apply, report, note: (outcome) => noted.push(outcome) })),
      );
      expectObservable(result$).toBe('a-b|', {
        a: tested('a.bps', { result: 'failed', reason }, 'junk'),
        b: tested('b.bps', success),
      });
    });
    expect(noted.map(({ outcome }) => outcome.result)).toEqual(['failed', 'success']);
    expect(events).toMatchObject([{ result: 'failed', reason, kind: null }, { result: 'success' }]);
  });

  it('reports that a patch does nothing when it yields the base ROM, and stores no ROM', () => {
    const all = deps({
      apply: () => [Buffer.from(base.bytes)],
      storeRom: () => {
        throw new Error('must not be stored');
      },
    });
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('p|', { p: patch('a.bps') }).pipe(applyPatch('1', all))).toBe('r|', {
        r: tested('a.bps', { result: 'nothing' }),
      });
    });
  });

  it.each([
    ['the patch', { storePatch: 'fails' }],
    ['the ROM', { storeRom: 'fails' }],
  ])('errors when %s cannot be written', (_, where) => {
    const full = new ArchiveError('The disk is full.');
    marbles(({ cold, expectObservable }) => {
      const failing = cold('-#', undefined, full);
      const all = deps('storePatch' in where ? { storePatch: () => failing } : { storeRom: () => failing });
      expectObservable(cold('p|', { p: patch('a.bps') }).pipe(applyPatch('1', all))).toBe('-#', undefined, full);
      expect(all.noted).toEqual([]);
    });
  });
});

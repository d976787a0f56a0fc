import { EMPTY, type Observable, type OperatorFunction, lastValueFrom, mergeMap, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ArchiveError, ZipError } from '../../src/model/errors.js';
import type { DownloadedGame } from '../../src/model/game.js';
import type { ExtractedPatch, PatchCandidate, TestedPatch } from '../../src/model/patch.js';
import { type ExtractPatchesDeps, type PatchSource, extractPatches } from '../../src/operators/extractPatches.js';
import { marbles, reports } from '../marbles.js';
import { appliedPatch, candidate, queuedGame, storedZip } from '../samples.js';

const game: DownloadedGame = { game: queuedGame('1'), zip: storedZip('1') };
const bytes = Buffer.from('BPS1');

const deps = (source: Partial<PatchSource>, overrides: Partial<ExtractPatchesDeps> = {}): ExtractPatchesDeps => ({
  openZip: () => [{ candidates: [], bad: [], read: () => EMPTY, ...source }],
  begin: () => [null],
  unreadable: () => undefined,
  report: reports().report,
  ...overrides,
});
const testedAs =
  (
    outcome: (patch: ExtractedPatch) => Observable<TestedPatch>,
  ): (() => OperatorFunction<ExtractedPatch, TestedPatch>) =>
  () =>
    mergeMap(outcome);

describe('extractPatches', () => {
  it('extracts one patch at a time, the next once the previous one is tested', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b] = [candidate('a.bps'), candidate('b.bps')];
      const readA = cold('   -x|', { x: bytes });
      const testA = cold('    --t|', { t: appliedPatch('a.bps') });
      const readB = cold('       -x|', { x: bytes });
      const testB = cold('        -t|', { t: appliedPatch('b.bps') });
      const subReadA = '     ^-!';
      const subTestA = '     -^--!';
      const subReadB = '     ----^-!';
      const subTestB = '     -----^-!';
      const expected = '     -------(r|)';

      const source$ = cold('(g|)', { g: game });
      const result$ = source$.pipe(
        extractPatches(
          testedAs((patch) => (patch.path === 'a.bps' ? testA : testB)),
          deps({ candidates: [a, b], read: (wanted: PatchCandidate) => (wanted === a ? readA : readB) }),
        ),
      );

      expectObservable(result$).toBe(expected, {
        r: { ...game, patches: [appliedPatch('a.bps'), appliedPatch('b.bps')] },
      });
      expectSubscriptions(readA.subscriptions).toBe(subReadA);
      expectSubscriptions(testA.subscriptions).toBe(subTestA);
      expectSubscriptions(readB.subscriptions).toBe(subReadB);
      expectSubscriptions(testB.subscriptions).toBe(subTestB);
    });
  });

  it('records an entry that cannot be read as a failed patch and continues', () => {
    const { events, report } = reports();
    const noted: TestedPatch[] = [];
    const reason = 'a.bps cannot be read: it is encrypted.';
    const failed: TestedPatch = {
      ...candidate('a.bps'),
      kind: null,
      digests: null,
      outcome: { result: 'failed', reason },
    };
    marbles(({ cold, expectObservable }) => {
      const result$ = cold('g|', { g: game }).pipe(
        extractPatches(
          testedAs(({ path }) => cold('(t|)', { t: appliedPatch(path) })),
          deps(
            {
              candidates: [candidate('a.bps'), candidate('b.bps')],
              read: ({ path }) => (path === 'a.bps' ? cold('-#', undefined, new ZipError(reason)) : [bytes]),
            },
            { report, unreadable: (_, patch) => noted.push(patch) },
          ),
        ),
      );
      expectObservable(result$).toBe('-(r|)', { r: { ...game, patches: [failed, appliedPatch('b.bps')] } });
    });
    expect(noted).toEqual([failed]);
    expect(events).toEqual([{ type: 'patch.tested', id: '1', patch: 'a.bps', kind: null, result: 'failed', reason }]);
  });

  it('warns of entries with broken records', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      const result$ = cold('g', { g: game }).pipe(
        extractPatches(
          testedAs(({ path }) => cold('(t|)', { t: appliedPatch(path) })),
          deps(
            { candidates: [candidate('b.bps')], bad: [{ name: 'x\u001b', reason: 'broken' }], read: () => [bytes] },
            { report },
          ),
        ),
      );
      expectObservable(result$).toBe('r', { r: { ...game, patches: [appliedPatch('b.bps')] } });
    });
    expect(events).toEqual([{ type: 'warning', message: '1: "x\\u001b" in its ZIP: broken' }]);
  });

  it.each([
    ['a ZIP without any candidate', deps({}), /no patch/],
    [
      'a ZIP whose only patch has a broken record',
      deps({
        bad: [
          { name: 'readme.txt', reason: 'torn' },
          { name: 'x\u001b.bps', reason: 'broken' },
        ],
      }),
      'None of the patches in its ZIP can be read; "x\\u001b.bps": broken',
    ],
    [
      'a file that is no ZIP',
      deps({}, { openZip: () => Promise.reject(new ZipError('It is no ZIP.')) }),
      /It is no ZIP/,
    ],
  ])('fails the game on %s', async (_, dependencies, message) => {
    const run = lastValueFrom(
      of(game).pipe(
        extractPatches(
          testedAs(() => EMPTY),
          dependencies,
        ),
      ),
    );
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toBeInstanceOf(ZipError);
  });

  it('lets errors through that are not about the ZIP', () => {
    marbles(({ cold, expectObservable }) => {
      const full = new ArchiveError('The disk is full.');
      const result$ = cold('g', { g: game }).pipe(
        extractPatches(
          testedAs(() => cold('--#', undefined, full)),
          deps({ candidates: [candidate('a.bps'), candidate('b.bps')], read: () => [bytes] }),
        ),
      );
      expectObservable(result$).toBe('--#', undefined, full);
    });
  });
});

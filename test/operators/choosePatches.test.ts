import { describe, it } from 'vitest';
import { PatchError } from '../../src/model/errors.js';
import type { ChosenGame, TestedGame } from '../../src/model/game.js';
import type { PatchOutcome, TestedPatch } from '../../src/model/patch.js';
import { map } from 'rxjs';
import { choosePatches } from '../../src/operators/choosePatches.js';
import { marbles } from '../marbles.js';
import { appliedPatch, candidate, queuedGame, someDigests, storedZip } from '../samples.js';

const game = (...patches: TestedPatch[]): TestedGame => ({ game: queuedGame('1'), zip: storedZip('1'), patches });
const failing = (path: string, outcome: PatchOutcome): TestedPatch => ({
  ...candidate(path),
  kind: 'bps',
  digests: someDigests(path),
  outcome,
});
const broken = failing('broken.bps', { result: 'failed', reason: 'This patch is broken.' });
const idle = failing('idle.bps', { result: 'nothing' });
const paths = map(({ chosen }: ChosenGame) => chosen.map(({ path }) => path));

describe('choosePatches', () => {
  it.each([
    ['the best-scored patch that applies', false, ['a.bps']],
    ['every patch that applies, the primary one first', true, ['a.bps', 'b.ips']],
  ])('chooses %s', (_, all, expected) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--g--|', { g: game(broken, idle, appliedPatch('a.bps'), appliedPatch('b.ips')) });
      expectObservable(source.pipe(choosePatches(all), paths)).toBe('--c--|', { c: expected });
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  it('chooses a patch only once when the ZIP has it under several names', () => {
    const twin = { ...appliedPatch('twin.bps'), digests: someDigests('a.bps') };
    marbles(({ cold, expectObservable }) => {
      const source = cold('--g--|', { g: game(appliedPatch('a.bps'), twin, appliedPatch('b.bps'), twin) });
      expectObservable(source.pipe(choosePatches(true), paths)).toBe('--c--|', { c: ['a.bps', 'b.bps'] });
    });
  });

  it.each([
    ['broken', game(broken, idle), 'None of its 2 patches applies; "broken.bps": This patch is broken.'],
    ['none', game(), 'There is no patch to apply.'],
    ['idle', game(idle), 'Its only patch does not apply; "idle.bps": It does nothing: the result equals the base ROM.'],
  ])('fails a game none of whose patches applies: %s', (_, nothing, message) => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--g--|', { g: nothing }).pipe(choosePatches(true))).toBe(
        '--#',
        undefined,
        new PatchError(message),
      );
    });
  });
});

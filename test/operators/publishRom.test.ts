import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { sha224Hex } from '../../src/formats/hashes.js';
import { BlobError, RomError } from '../../src/model/errors.js';
import { type PublishRomDeps, plannedHack, publishRom } from '../../src/operators/publishRom.js';
import { marbles } from '../marbles.js';
import { placedHack, publishedRom } from '../publishSamples.js';

const unused = (): never => {
  throw new Error('must not be asked');
};
const deps = (overrides: Partial<PublishRomDeps>): PublishRomDeps => ({
  rebuild: unused,
  write: unused,
  move: unused,
  moveMedia: unused,
  keep: unused,
  ...overrides,
});
const rom = Buffer.from('ROM');
const stamp = { size: '3', mtimeNs: '7' };
const seen = { size: '512', mtimeNs: '1' };
const sha224 = sha224Hex(rom);
const kept = {
  id: '1',
  path: 'Hack 1.sfc',
  listedAs: null,
  version: '1',
  blob: 'pblob_1_0123456789',
  sha224,
  ...stamp,
};

describe('publishRom', () => {
  it('rebuilds and writes a ROM, then remembers it', () => {
    const order: unknown[] = [];
    const placed = placedHack('1', { do: 'write', seen: null });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' --h--------|', { h: placed });
      const rebuild = cold('  ---r|', { r: rom });
      const write = cold('       --s|', { s: stamp });
      const expected = '    -------H---|';

      const result$ = source.pipe(
        publishRom(
          deps({
            rebuild: (hack) => {
              order.push(['rebuild', hack]);
              return rebuild;
            },
            write: (...what) => {
              order.push(['write', ...what]);
              return write;
            },
            keep: (row) => {
              order.push(['keep', row]);
            },
          }),
        ),
      );

      expectObservable(result$).toBe(expected, { H: { ...placed, outcome: 'written', reason: null } });
      expectSubscriptions(source.subscriptions).toBe('^----------!');
      expectSubscriptions(rebuild.subscriptions).toBe('--^---!');
      expectSubscriptions(write.subscriptions).toBe('  -----^--!');
    });
    expect(order).toEqual([
      ['rebuild', placed.hack],
      ['write', 'Hack 1.sfc', rom, null],
      ['keep', kept],
    ]);
  });

  it('moves a ROM, then its media, then remembers both names until the gamelist is written', () => {
    const order: unknown[] = [];
    const row = publishedRom('1', { path: 'Old.sfc' });
    const step = { do: 'move', from: 'Old.sfc', seen, sha224: row.sha224, write: false } as const;
    const placed = placedHack('1', step, { row });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   h|', { h: placed });
      const move = cold('     --s|', { s: stamp });
      const media = cold('      ---m|');
      const expected = '      ------(H|)';

      const result$ = source.pipe(
        publishRom(
          deps({
            move: (...what) => {
              order.push(['move', ...what]);
              return move;
            },
            moveMedia: (...what) => {
              order.push(['moveMedia', ...what]);
              return media;
            },
            keep: (kept_) => {
              order.push(['keep', kept_]);
            },
          }),
        ),
      );

      expectObservable(result$).toBe(expected, { H: { ...placed, outcome: 'renamed', reason: null } });
      expectSubscriptions(move.subscriptions).toBe(' ^--!');
      expectSubscriptions(media.subscriptions).toBe('--^---!');
    });
    expect(order).toEqual([
      ['move', 'Old.sfc', 'Hack 1.sfc', seen],
      ['moveMedia', 'Old.sfc', 'Hack 1.sfc'],
      ['keep', { ...kept, sha224: row.sha224, listedAs: 'Old.sfc' }],
    ]);
  });

  it('moves an old version and writes the new one in its place', () => {
    const order: unknown[] = [];
    const row = publishedRom('1', { path: 'Old.sfc', listedAs: 'Older.sfc' });
    const placed = placedHack('1', { do: 'move', from: 'Old.sfc', seen, sha224: row.sha224, write: true }, { row });
    publishInstantly(placed, order).subscribe();
    expect(order).toEqual([
      ['rebuild', placed.hack],
      ['move', 'Old.sfc', 'Hack 1.sfc', seen],
      ['write', 'Hack 1.sfc', rom, stamp],
      ['moveMedia', 'Old.sfc', 'Hack 1.sfc'],
      ['keep', { ...kept, listedAs: 'Older.sfc' }],
    ]);
  });

  it('drops the name in the gamelist when the ROM returns to that name', () => {
    const order: unknown[] = [];
    const row = publishedRom('1', { path: 'Other.sfc', listedAs: 'Hack 1.sfc' });
    publishInstantly(placedHack('1', { do: 'note', file: { ...stamp, sha224 } }, { row }), order).subscribe();
    expect(order).toEqual([
      ['moveMedia', 'Other.sfc', 'Hack 1.sfc'],
      ['keep', kept],
    ]);
  });

  it.each([
    [
      'remembers what is there already',
      { do: 'note', file: { ...stamp, sha224 } },
      'unchanged',
      null,
      [['keep', kept]],
    ],
    ['does nothing where all is as it should be', { do: 'keep' }, 'unchanged', null, []],
    ['leaves what is not its own', { do: 'leave', why: 'not mine', edited: false }, 'skipped', 'not mine', []],
  ] as const)('%s', (_, step, outcome, reason, expected) => {
    const order: unknown[] = [];
    const results: unknown[] = [];
    const placed = placedHack('1', step);
    publishInstantly(placed, order).subscribe((result) => results.push(result));
    expect(results).toEqual([{ ...placed, outcome, reason }]);
    expect(order).toEqual(expected);
  });

  it('remembers nothing of a ROM that cannot be rebuilt or written', () => {
    marbles(({ cold, expectObservable }) => {
      const placed = placedHack('1', { do: 'write', seen: null });
      const [damaged, changed] = [new BlobError('The blob is damaged.'), new RomError('It has changed.')];
      const broken = cold<Buffer>('--#', undefined, damaged);
      const whole = cold(' --r|', { r: rom });
      const refused = cold<typeof stamp>('-#', undefined, changed);
      expectObservable(cold('h|', { h: placed }).pipe(publishRom(deps({ rebuild: () => broken })))).toBe(
        '--#',
        undefined,
        damaged,
      );
      expectObservable(
        cold('h|', { h: placed }).pipe(publishRom(deps({ rebuild: () => whole, write: () => refused }))),
      ).toBe('---#', undefined, changed);
      // The old version keeps the name that the gamelist has.
      const move = { do: 'move', from: 'Old.sfc', seen, sha224, write: true } as const;
      expectObservable(cold('h|', { h: placedHack('1', move) }).pipe(publishRom(deps({ rebuild: () => broken })))).toBe(
        '--#',
        undefined,
        damaged,
      );
    });
  });
});

function publishInstantly(placed: ReturnType<typeof placedHack>, order: unknown[]) {
  const told =
    <T>(name: string, result: T) =>
    (...what: readonly unknown[]): T[] => {
      order.push([name, ...what]);
      return [result];
    };
  const all = {
    rebuild: told('rebuild', rom),
    write: told('write', stamp),
    move: told('move', stamp),
    moveMedia: told('moveMedia', null),
    keep: told('keep', null),
  };
  return of(placed).pipe(publishRom(all));
}

it.each([
  [{ do: 'write', seen: null }, 'planned', 'would be written'],
  [{ do: 'move', from: 'Old.sfc', seen, sha224, write: false }, 'planned', 'would be renamed from Old.sfc'],
  [{ do: 'keep' }, 'unchanged', null],
  [{ do: 'note', file: { ...stamp, sha224 } }, 'unchanged', null],
  [{ do: 'leave', why: 'not mine', edited: true }, 'skipped', 'not mine'],
] as const)('plannedHack: %j is %s', (step, outcome, reason) => {
  expect(plannedHack(placedHack('1', step))).toMatchObject({ outcome, reason });
});

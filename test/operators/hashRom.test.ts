import { describe, expect, it } from 'vitest';
import { RomError } from '../../src/model/errors.js';
import { hashRom } from '../../src/operators/hashRom.js';
import { marbles } from '../marbles.js';
import { HASHES, plannedRom } from '../scrapeSamples.js';

describe('hashRom', () => {
  const task = plannedRom('Alpha.nes');

  it('adds the digests of the ROM', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const hashing = cold('   ---(h|)', { h: HASHES });
      const source = cold('    a------|', { a: task });
      const expected = '       ---A---|';

      expectObservable(source.pipe(hashRom({ hash: () => hashing }))).toBe(expected, {
        A: { ...task, hashes: HASHES },
      });
      expectSubscriptions(hashing.subscriptions).toBe('^--!');
    });
  });

  it('asks for the file of that ROM', () => {
    const asked: unknown[] = [];
    const hash = (rom: unknown): null[] => {
      asked.push(rom);
      return [null];
    };
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a|', { a: task }).pipe(hashRom({ hash }))).toBe('A|', { A: { ...task, hashes: null } });
    });
    expect(asked).toEqual([task.rom]);
  });

  it('propagates an error, and cancels when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const error = new RomError('Alpha.nes cannot be read.');
      const failing = cold<typeof HASHES>('-#', undefined, error);
      expectObservable(cold('a--|', { a: task }).pipe(hashRom({ hash: () => failing }))).toBe('-#', undefined, error);
      const slow = cold('----h', { h: HASHES });
      expectObservable(cold('a--|', { a: task }).pipe(hashRom({ hash: () => slow })), '^--!').toBe('---');
      expectSubscriptions(slow.subscriptions).toBe('^--!');
    });
  });
});

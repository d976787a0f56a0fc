import { describe, it } from 'vitest';
import { RomError } from '../../src/model/errors.js';
import { planRom } from '../../src/operators/planRom.js';
import { marbles } from '../marbles.js';
import { foundRom } from '../scrapeSamples.js';

describe('planRom', () => {
  const found = foundRom('Alpha.nes');
  const planned = { plan: 'scrape', why: 'it is new' } as const;

  it('adds what is to be done with the ROM', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const decision = cold(' -(p|)', { p: planned });
      const source = cold('   a----|', { a: found });
      expectObservable(source.pipe(planRom({ plan: () => decision }))).toBe('-A---|', { A: { ...found, ...planned } });
      expectSubscriptions(decision.subscriptions).toBe('^!');
    });
  });

  it('propagates an error, and cancels when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const error = new RomError('Alpha.nes cannot be read.');
      const failing = cold<typeof planned>('-#', undefined, error);
      expectObservable(cold('a|', { a: found }).pipe(planRom({ plan: () => failing }))).toBe('-#', undefined, error);
      const slow = cold('----p', { p: planned });
      expectObservable(cold('a|', { a: found }).pipe(planRom({ plan: () => slow })), '^--!').toBe('---');
      expectSubscriptions(slow.subscriptions).toBe('^--!');
    });
  });
});

import { describe, expect, it } from 'vitest';
import { readHackFile } from '../../src/formats/hackFile.js';
import { ItemError, RecordError } from '../../src/model/errors.js';
import { readHack } from '../../src/operators/readHack.js';
import { marbles, reports } from '../marbles.js';

const bytes = (id: string): Buffer => Buffer.from(JSON.stringify({ id, name: `Hack ${id}` }));
const unused = (): never => {
  throw new Error('must not be asked');
};

describe('readHack', () => {
  it('reads one hack after another', () => {
    const asked: string[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   -(ab)-----|', { a: '1', b: '2' });
      const first = cold('     ---f|', { f: bytes('1') });
      const second = cold('        --f|', { f: bytes('2') });
      const expected = '      ----a--b--|';
      const subFirst = '      -^---!';
      const subSecond = '     -----^--!';

      const read = (name: string) => {
        asked.push(name);
        return name === '1' ? first : second;
      };
      const hacks$ = source.pipe(readHack({ read, report: unused }));

      expectObservable(hacks$).toBe(expected, { a: readHackFile('1', bytes('1')), b: readHackFile('2', bytes('2')) });
      expectSubscriptions(first.subscriptions).toBe(subFirst);
      expectSubscriptions(second.subscriptions).toBe(subSecond);
      expectSubscriptions(source.subscriptions).toBe('^---------!');
    });
    expect(asked).toEqual(['1', '2']);
  });

  it('reports a file whose name is not an id, and does not read it', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      const source = cold('--a-b-|', { a: 'README', b: '12.json' });
      expectObservable(source.pipe(readHack({ read: unused, report }))).toBe('------|');
    });
    expect(events).toEqual(
      ['README', '12.json'].map((file) => ({
        type: 'file.skipped',
        file,
        failed: false,
        reason: 'Its name is not the id of a hack.',
      })),
    );
  });

  it('propagates the error of a file that cannot be read or parsed', () => {
    marbles(({ cold, expectObservable }) => {
      const unreadable = new ItemError('It is not a file.');
      const broken = cold<Buffer>('-#', undefined, unreadable);
      expectObservable(cold('-a-|', { a: '1' }).pipe(readHack({ read: () => broken, report: unused }))).toBe(
        '--#',
        undefined,
        unreadable,
      );
      const other = cold('-f|', { f: bytes('2') });
      expectObservable(cold('-a-|', { a: '1' }).pipe(readHack({ read: () => other, report: unused }))).toBe(
        '--#',
        undefined,
        new RecordError('Its id is "2", not the one in its name.', '1'),
      );
    });
  });

  it('cancels the read in progress when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const file = cold('        -----f|', { f: bytes('1') });
      const source = cold('     -a------|', { a: '1' });
      const result$ = source.pipe(readHack({ read: () => file, report: unused }));
      expectObservable(result$, '---!').toBe('----');
      expectSubscriptions(file.subscriptions).toBe('-^-!');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });
});

import { describe, expect, it } from 'vitest';
import { parseHackFile } from '../../src/formats/hackFile.js';
import { RecordError } from '../../src/model/errors.js';
import { waitingHacks } from '../../src/operators/waitingHacks.js';
import { marbles, reports } from '../marbles.js';
import { RAW, oldHack } from '../oldHack.js';

const json = (id: string): string => JSON.stringify(oldHack(id, RAW));

describe('waitingHacks', () => {
  it('finds every hack that waits for a blob, and reports a blob that none waits for', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a---b--|', { a: RAW, b: 'pblob_9_0123456789' });
      const waitingFor = (name: string) => (name === RAW ? ['1', '2'].map((id) => ({ id, json: json(id) })) : []);
      expectObservable(source.pipe(waitingHacks({ waitingFor, report }))).toBe('--(12)---|', {
        1: parseHackFile('1', json('1')),
        2: parseHackFile('2', json('2')),
      });
      expectSubscriptions(source.subscriptions).toBe('^--------!');
    });
    expect(events).toMatchObject([{ type: 'file.skipped', file: 'pblob_9_0123456789', failed: false }]);
  });

  it('propagates the error of a version whose JSON is wrong', () => {
    marbles(({ cold, expectObservable }) => {
      const waitingFor = () => [{ id: '1', json: json('2') }];
      const report = (): never => {
        throw new Error('must not be told');
      };
      expectObservable(cold('-a-|', { a: RAW }).pipe(waitingHacks({ waitingFor, report }))).toBe(
        '-#',
        undefined,
        new RecordError('Its id is "2", not the one in its name.', '1'),
      );
    });
  });
});

import { TestScheduler } from 'rxjs/testing';
import { expect, test } from 'vitest';
import { resubscribe } from '../../src/operators/resubscribe.js';

test.each<[string, Readonly<Record<'source' | 'giveUp' | 'goOn' | 'result', string>>, readonly string[]]>([
  ['nothing comes in between', { source: '---a|', giveUp: '------', goOn: '', result: '---a|' }, ['^---!']],
  [
    'it is given up, and goes on',
    { source: '---a|', giveUp: '-x----', goOn: '--g', result: '------a|' },
    ['^!', '---^---!'],
  ],
  [
    'it is given up twice',
    { source: '---a|', giveUp: '-x---x', goOn: '--g', result: '----------a|' },
    ['^!', '---^-!', '-------^---!'],
  ],
  ['it does not go on', { source: '---a|', giveUp: '-x----', goOn: '---|', result: '----|' }, ['^!']],
  ['it fails', { source: '---#', giveUp: '------', goOn: '', result: '---#' }, ['^--!']],
])('when %s', (_when, { source, giveUp, goOn, result }, subscriptions) => {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  scheduler.run(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source$ = cold(source);
    expectObservable(source$.pipe(resubscribe(hot(giveUp), cold(goOn)))).toBe(result);
    expectSubscriptions(source$.subscriptions).toBe([...subscriptions]);
  });
});

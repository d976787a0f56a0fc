import { describe, expect, it } from 'vitest';
import type { SeenGame } from '../../src/model/catalog.js';
import { map } from 'rxjs';
import type { GameRecord } from '../../src/model/game.js';
import { newGames } from '../../src/operators/newGames.js';
import { marbles, reports } from '../marbles.js';
import { catalogPage } from '../samples.js';

const record = (id: number): unknown => ({ id, name: `Hack ${id}` });
const archived = new Set(['1', '3']);
const changed = new Set(['3']);
const compare = (records: readonly GameRecord[]): readonly SeenGame[] =>
  records.map((record) => ({
    record,
    change: archived.has(record.id) ? { major: changed.has(record.id), columns: {}, otherFile: false } : null,
  }));

describe('newGames', () => {
  it('keeps the hacks of each page that are new to the archive or have changed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values = { p: catalogPage(1, [record(1), record(2)]), q: catalogPage(2, [record(1), record(3)]) };
      const source = cold('--p---q--|', values);
      const sub = '        ^--------!';
      const expected = '   --x---y--|';

      const ids$ = source.pipe(
        newGames({ compare, report: reports().report }),
        map((page) => page.games.map((game) => game.id)),
      );

      expectObservable(ids$).toBe(expected, { x: ['2'], y: ['3'] });
      expectSubscriptions(source.subscriptions).toBe(sub);
    });
  });

  it('reports a record that cannot be parsed and continues', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      const source = cold('-p-q|', {
        p: catalogPage(1, ['junk', record(2), null]),
        q: catalogPage(2, [{ name: 'no id' }, record(4)]),
      });
      const ids$ = source.pipe(
        newGames({ compare, report }),
        map((page) => page.games.map((game) => game.id)),
      );
      expectObservable(ids$).toBe('-x-y|', { x: ['2'], y: ['4'] });
    });
    expect(events.map((event) => event.type)).toEqual(Array(3).fill('record.skipped'));
    expect(events[2]).toMatchObject({ page: 2 });
  });

  it('errors when the archive does', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--p--|', { p: catalogPage(1, [record(2)]) });
      const gone = new Error('no database');
      const result$ = source.pipe(
        newGames({
          compare: () => {
            throw gone;
          },
          report: reports().report,
        }),
      );
      expectObservable(result$).toBe('--#', undefined, gone);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });
});

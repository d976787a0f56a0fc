import { lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ArchiveError, ItemError } from '../../src/model/errors.js';
import type { Finding, Repair } from '../../src/model/verify.js';
import { settleFindings } from '../../src/operators/settleFindings.js';
import { marbles, reports } from '../marbles.js';

const finding = (where: string, mend: Repair | null, damage = true): Finding => ({
  kind: 'blob',
  what: 'a blob',
  where,
  damage,
  reason: `${where} is wrong`,
  mend,
});

const mended = (log: string[], name: string, more: Partial<Repair> = {}): Repair => ({
  how: `mended ${name}`,
  run: () => {
    log.push(name);
    return Promise.resolve();
  },
  ...more,
});

async function settle(findings: readonly Finding[], repair: boolean) {
  const { events, report } = reports();
  const settled = await lastValueFrom(of(findings).pipe(settleFindings({ repair, report }), toArray()));
  const told = events.map((event) => `${event.type.replace('verify.', '')} ${'where' in event ? event.where : ''}`);
  return { settled, events, told };
}

describe('settleFindings', () => {
  it('reports what was found, and repairs nothing unless told to', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { events, report } = reports();
      const log: string[] = [];
      const d = [finding('one', mended(log, 'one')), finding('two', null, false)];
      const source = cold('  -d---n|', { d, n: [] });
      const expected = '     -(ab)-|';
      const sub = '          ^-----!';

      const result$ = source.pipe(settleFindings({ repair: false, report }));

      const [a, b] = [
        { damage: true, repaired: false },
        { damage: false, repaired: false },
      ];
      expectObservable(result$).toBe(expected, { a, b });
      expectSubscriptions(source.subscriptions).toBe(sub);
      flush();
      expect(log).toEqual([]);
      expect(events.map(({ type }) => type)).toEqual(['verify.damage', 'verify.notice']);
    });
  });

  it('reports thousands of findings of one item', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => finding(String(index), null));
    expect((await settle(many, false)).settled).toHaveLength(3000);
  });

  it('unsubscribes from its source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-d------', { d: [] });
      expectObservable(source.pipe(settleFindings({ repair: true, report: () => undefined })), '---!').toBe('----');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('repairs one finding after the other, notices included, and reports each', async () => {
    const log: string[] = [];
    const { told, settled } = await settle(
      [finding('one', mended(log, 'one')), finding('two', mended(log, 'two'), false), finding('three', null)],
      true,
    );
    expect(log).toEqual(['one', 'two']);
    expect(told).toEqual([
      'damage one',
      'repaired one',
      'notice two',
      'repaired two',
      'damage three',
      'unrepaired three',
    ]);
    expect(settled.map(({ repaired }) => repaired)).toEqual([true, true, false]);
  });

  it('replaces the remaining findings with those of a recheck', async () => {
    const log: string[] = [];
    const again = [finding('new', mended(log, 'new'))];
    const first = finding('one', mended(log, 'one', { recheck: () => Promise.resolve(again) }));
    const { told } = await settle([first, finding('gone', mended(log, 'gone'))], true);
    expect(log).toEqual(['one', 'new']);
    expect(told).toEqual(['damage one', 'repaired one', 'damage new', 'repaired new']);
  });

  it('gives up on damage that is still there after several repairs', async () => {
    const log: string[] = [];
    const stubborn: Finding = finding('one', mended(log, 'one', { recheck: () => Promise.resolve([stubborn]) }));
    const { events } = await settle([stubborn], true);
    expect(log).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ type: 'verify.unrepaired', reason: 'It is still damaged after the repair.' });
  });

  it('reports why something cannot be repaired, and continues', async () => {
    const log: string[] = [];
    const failing = { how: '', run: () => Promise.reject(new ItemError('no way')) };
    const { events } = await settle([finding('one', failing), finding('two', mended(log, 'two'))], true);
    expect(events[1]).toMatchObject({ type: 'verify.unrepaired', where: 'one', reason: 'no way' });
    expect(log).toEqual(['two']);
  });

  it('errors when a failure ends the run', async () => {
    const full = { how: '', run: () => Promise.reject(new ArchiveError('the disk is full')) };
    await expect(settle([finding('one', full)], true)).rejects.toThrow('the disk is full');
  });
});

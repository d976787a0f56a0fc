import { mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ArchiveError,
  CredentialsError,
  PermanentHttpError,
  QuotaError,
  RomError,
  SoftwareBarredError,
  UnreachableError,
  UnmatchedError,
} from '../../src/model/errors.js';
import type { EventBody } from '../../src/model/events.js';
import type { FoundRom, RomEnding } from '../../src/model/scrapeTask.js';
import { settleRom } from '../../src/operators/settleRom.js';
import { marbles, reports } from '../marbles.js';
import { foundRom } from '../scrapeSamples.js';

const scraped: RomEnding = { outcome: 'scraped', media: 2, detail: null };
const left: RomEnding = { outcome: 'left', media: 0, detail: 'not looked up' };

const settling = () => {
  const remembered: { path: string; outcome: string; toldBefore: number }[] = [];
  const halts: unknown[] = [];
  const { events, report } = reports();
  const deps = {
    remember: ({ rom }: FoundRom, { outcome }: RomEnding) => {
      remembered.push({ path: rom.path, outcome, toldBefore: events.length });
    },
    halt: (error: unknown) => {
      halts.push(error);
    },
    report,
  };
  return { remembered, halts, events, deps };
};

const outcomes = (events: readonly EventBody[]) =>
  events.map((event) => (event.type === 'rom.done' ? [event.index, event.outcome] : event.type));

describe('settleRom', () => {
  it('gives each ROM one outcome, remembered before it is reported, and the others continue', () => {
    const { remembered, halts, events, deps } = settling();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const good = cold('       ----g---|', { g: scraped });
      const bad = cold<RomEnding>('         --#', undefined, new RomError('It cannot be read.'));
      const unknown = cold<RomEnding>('      ---#', undefined, new UnmatchedError('No game info found from API'));
      const stopped = cold<RomEnding>('       -----|');
      const source = cold('     abcd|', { a: good, b: bad, c: unknown, d: stopped });
      const expected = '        ---BgC--(L|)';
      const values = {
        g: scraped,
        B: { outcome: 'failed', media: 0, detail: 'It cannot be read.' },
        C: { outcome: 'unmatched', media: 0, detail: 'No game info found from API' },
        L: left,
      };

      const result$ = source.pipe(
        mergeMap((work, index) => work.pipe(settleRom(foundRom(`${index + 1}.nes`, index + 1, 4), deps))),
      );

      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(good.subscriptions).toBe('   ^---!');
      expectSubscriptions(bad.subscriptions).toBe('    -^-!');
      expectSubscriptions(unknown.subscriptions).toBe('--^--!');
      expectSubscriptions(stopped.subscriptions).toBe('---^----!');
    });
    expect(outcomes(events)).toEqual([
      [2, 'failed'],
      [1, 'scraped'],
      [3, 'unmatched'],
      [4, 'left'],
    ]);
    expect(remembered).toEqual([
      { path: './2.nes', outcome: 'failed', toldBefore: 0 },
      { path: './1.nes', outcome: 'scraped', toldBefore: 1 },
      { path: './3.nes', outcome: 'unmatched', toldBefore: 2 },
      { path: './4.nes', outcome: 'left', toldBefore: 3 },
    ]);
    expect(halts).toEqual([]);
  });

  it.each([
    new QuotaError('The quota is used up.'),
    new CredentialsError('They are wrong.'),
    new SoftwareBarredError('Barred.'),
    new UnreachableError('It is not there.'),
  ])('leaves the ROM and signals that no more requests may be made: %s', (error) => {
    const { halts, events, deps } = settling();
    marbles(({ cold, expectObservable }) => {
      const rom$ = cold<RomEnding>('--#', undefined, error).pipe(settleRom(foundRom('1.nes'), deps));
      expectObservable(rom$).toBe('--(L|)', { L: left });
    });
    expect(halts).toEqual([error]);
    expect(outcomes(events)).toEqual([[1, 'left']]);
  });

  it('counts any other failure of a request against the ROM', () => {
    const { events, deps } = settling();
    marbles(({ cold, expectObservable }) => {
      const rom$ = cold<RomEnding>('-#', undefined, new PermanentHttpError('No.')).pipe(
        settleRom(foundRom('1.nes'), deps),
      );
      expectObservable(rom$).toBe('-(F|)', { F: { outcome: 'failed', media: 0, detail: 'No.' } });
    });
    expect(outcomes(events)).toEqual([[1, 'failed']]);
  });

  it.each([new ArchiveError('The disk is full.'), new TypeError('a bug')])('lets %s end the run', (error) => {
    const { remembered, events, deps } = settling();
    marbles(({ cold, expectObservable }) => {
      const rom$ = cold<RomEnding>('--#', undefined, error).pipe(settleRom(foundRom('1.nes'), deps));
      expectObservable(rom$).toBe('--#', undefined, error);
    });
    expect(remembered).toEqual([]);
    expect(events).toEqual([]);
  });
});

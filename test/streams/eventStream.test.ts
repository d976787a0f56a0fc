import { describe, expect, it } from 'vitest';
import { runEvent } from '../../src/model/events.js';
import { eventStream } from '../../src/streams/eventStream.js';
import { marbles } from '../marbles.js';

const TIME = '2026-01-02T03:04:05.678Z';
const clock = (): Date => new Date(TIME);
const a = { type: 'warning', message: 'a' } as const;
const b = { type: 'game.queued', id: '1', name: 'Hack' } as const;
const stamp = { v: 1, t: TIME } as const;

describe('eventStream', () => {
  it('stamps what is reported with the version and the time, and completes when told to', () => {
    marbles(({ cold, expectObservable }) => {
      const { report, events$, end } = eventStream(clock);
      const reported = '--a--b----|';
      const expected = '--A--B----|';
      cold(reported, { a, b }).subscribe({ next: report, complete: end });
      expectObservable(events$).toBe(expected, { A: { ...stamp, ...a }, B: { ...stamp, ...b } });
    });
  });

  it('is hot: late subscribers miss earlier events, and unsubscribing does not affect the others', () => {
    marbles(({ cold, expectObservable }) => {
      const { report, events$, end } = eventStream(clock);
      cold('                       -a-b-a-b-|', { a, b }).subscribe({ next: report, complete: end });
      const values = { a: { ...stamp, ...a }, b: { ...stamp, ...b } };
      expectObservable(events$).toBe('-a-b-a-b-|', values);
      expectObservable(events$, '--^').toBe('---b-a-b-|', values);
      expectObservable(events$, '^---!').toBe('-a-b-', values);
    });
  });

  it('reads the clock at each event, and makes events that its own schema accepts', () => {
    let seconds = 0;
    const { report, events$ } = eventStream(() => new Date(Date.UTC(2026, 0, 1, 0, 0, (seconds += 1))));
    const seen: unknown[] = [];
    events$.subscribe((event) => seen.push(event));
    report(a);
    report(b);
    expect(seen.map((event) => runEvent.parse(event).t)).toEqual([
      '2026-01-01T00:00:01.000Z',
      '2026-01-01T00:00:02.000Z',
    ]);
  });

  it('ignores what is reported after the end, and completes at once for late subscribers', () => {
    marbles(({ expectObservable }) => {
      const { report, events$, end } = eventStream(clock);
      end();
      report(a);
      expectObservable(events$).toBe('|');
    });
  });
});

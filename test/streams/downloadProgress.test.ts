import { expect, test } from 'vitest';
import { downloadProgress } from '../../src/streams/downloadProgress.js';
import { reports } from '../marbles.js';

/** A download that began at time 1000. */
function begun() {
  const { events, report } = reports();
  let now = 1000;
  const onBytes = downloadProgress('7', report, () => now);
  return {
    events,
    /** That many bytes have arrived, that many milliseconds after the beginning. */
    at: (ms: number, bytes: number, totalBytes: number | null) => {
      now = 1000 + ms;
      onBytes(bytes, totalBytes);
    },
  };
}

const STAGE = { type: 'game.stage', id: '7', stage: 'downloading' };

test('the stage is reported at once, and nothing else of a file that arrives quickly', () => {
  const { events, at } = begun();
  expect(events).toEqual([STAGE]);
  at(0, 10, 90);
  at(249, 80, 90);
  at(600, 90, 90);
  expect(events).toEqual([STAGE]);
});

test('bytes are reported four times a second at most, counted from the last report', () => {
  const { events, at } = begun();
  for (const ms of [100, 200, 300, 400, 500, 549, 550, 799, 2000, 2001]) at(ms, ms, 9000);
  const told = events.flatMap((event) => (event.type === 'game.bytes' ? [event.bytes] : []));
  expect(told).toEqual([300, 550, 2000]);
  expect(events.at(-1)).toEqual({ type: 'game.bytes', id: '7', bytes: 2000, totalBytes: 9000 });
});

test('the total need not be known', () => {
  const { events, at } = begun();
  at(250, 10, null);
  expect(events).toEqual([STAGE, { type: 'game.bytes', id: '7', bytes: 10, totalBytes: null }]);
});

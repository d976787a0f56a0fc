import { from } from 'rxjs';
import { expect, it } from 'vitest';
import { EVENT_VERSION, type EventBody, type RunEvent } from '../../src/model/events.js';
import { errorLog } from '../../src/sinks/errorLog.js';
import { SCRAPE_EVENTS } from './scrapeEvents.js';

const t = '2026-01-02T03:04:05.678Z';
const rom = { type: 'rom.done', system: 'nes', rom: './sub/Bad\u001b[2J.nes', index: 1, total: 2, media: 0 } as const;
const events: readonly EventBody[] = [
  ...SCRAPE_EVENTS,
  { type: 'system.skipped', system: 'snes', reason: 'The gamelist is not well-formed.', failed: true },
  { ...rom, outcome: 'unmatched', detail: 'No game info found from API' },
  { ...rom, outcome: 'failed', detail: null },
  { ...rom, outcome: 'left', detail: 'not asked' },
];

const stamped = (event: EventBody): RunEvent => ({ v: EVENT_VERSION, t, ...event });

it('writes every failure as a line, in order, without what would steer a terminal', async () => {
  const lines: string[] = [];
  let writing = 0;
  const append = async (line: string): Promise<void> => {
    writing += 1;
    expect(writing).toBe(1);
    await Promise.resolve();
    lines.push(line);
    writing -= 1;
  };
  const written = await errorLog(from(events.map(stamped)), append);
  expect(lines).toEqual([
    `${t} nes/sub/Alpha Quest (USA).nes: videos: The site has no such medium.`,
    `${t} snes: The gamelist is not well-formed.`,
    `${t} nes/sub/Bad.nes: No game info found from API`,
    `${t} nes/sub/Bad.nes: failed`,
  ]);
  expect(written).toBe(4);
});

it('fails when the log cannot be written', async () => {
  const event = stamped({ ...rom, outcome: 'failed', detail: null });
  await expect(errorLog(from([event]), () => Promise.reject(new Error('full')))).rejects.toThrow('full');
});

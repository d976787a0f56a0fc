import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Subject, from } from 'rxjs';
import { expect, it } from 'vitest';
import { EVENT_VERSION } from '../../src/model/eventVersion.js';
import type { EventBody, RunEvent } from '../../src/model/events.js';
import { errorLog } from '../../src/sinks/errorLog.js';
import { writeSerially } from '../../src/sinks/writeSerially.js';
import { SCRAPE_EVENTS } from './scrapeEvents.js';

const t = '2026-01-02T03:04:05.678Z';
const rom = { type: 'rom.done', system: 'nes', rom: './sub/Bad\u001b[2J.nes', index: 1, total: 2, media: 0 } as const;
const events: readonly EventBody[] = [
  ...SCRAPE_EVENTS,
  { type: 'system.skipped', system: 'snes', reason: 'The gamelist is not well-formed.', failed: true },
  { ...rom, outcome: 'unmatched', detail: 'No game info found from API' },
  { ...rom, outcome: 'failed', detail: null },
  { ...rom, outcome: 'left', detail: 'not looked up' },
  { type: 'game.failed', id: '12', name: 'A\nhack', reason: 'not a ZIP', tries: 1, final: false },
  { type: 'game.failed', id: '12', name: 'A\u2028hack', reason: 'not a ZIP', tries: 3, final: true },
  {
    type: 'game.recorded',
    id: '13',
    name: 'B',
    version: 1,
    primary: 'b.bps',
    rom: 'r',
    blob: 'b',
    patches: 1,
    applied: 1,
  },
  { type: 'record.skipped', id: null, page: 3, reason: 'it has no id' },
  { type: 'record.skipped', id: '9', page: 3, reason: 'it has no name' },
  { type: 'crawl.ended', outcome: 'failed', reason: 'no answer' },
  { type: 'crawl.ended', outcome: 'failed', reason: null },
  { type: 'crawl.ended', outcome: 'paused', reason: 'stopped' },
  { type: 'rom.published', id: '14', name: 'C', file: '', outcome: 'failed', reason: 'its blob is broken' },
  { type: 'rom.published', id: '14', name: 'C', file: '', outcome: 'failed', reason: null },
  { type: 'file.skipped', file: '15', failed: true, reason: 'no JSON' },
  { type: 'file.skipped', file: 'README', failed: false, reason: 'no id' },
];

const stamped = (event: EventBody): RunEvent => ({ v: EVENT_VERSION, t, ...event });

it('writes every failure as one line, in order, without control sequences', async () => {
  const lines: string[] = [];
  let writing = 0;
  const append = async (text: string): Promise<void> => {
    writing += 1;
    expect(writing).toBe(1);
    await Promise.resolve();
    lines.push(...text.split('\n'));
    writing -= 1;
  };
  await errorLog(from(events.map(stamped)), append);
  expect(lines).toEqual([
    `${t} nes/sub/Alpha Quest (USA).nes: videos: The site does not have this medium.`,
    `${t} snes: The gamelist is not well-formed.`,
    `${t} nes/sub/Bad.nes: No game info found from API`,
    `${t} nes/sub/Bad.nes: failed`,
    `${t} 12 A hack: not a ZIP (try 1, will be retried)`,
    `${t} 12 A hack: not a ZIP`,
    `${t} record without an id: it has no id`,
    `${t} record 9: it has no name`,
    `${t} catalog: no answer`,
    `${t} catalog: not read to the end`,
    `${t} 14 C: its blob is broken`,
    `${t} 14 C: failed`,
    `${t} 15: no JSON`,
  ]);
});

it('batches everything that failed while a line was being written', async () => {
  const event = stamped({ ...rom, outcome: 'failed', detail: null });
  const line = `${t} nes/sub/Bad.nes: failed`;
  const texts: string[] = [];
  const append = async (text: string): Promise<void> => {
    texts.push(text);
    await Promise.resolve();
  };
  await errorLog(from([event, event, event]), append);
  expect(texts).toEqual([line, `${line}\n${line}`]);
});

it('fails when the log cannot be written, and does not try again', async () => {
  const event = stamped({ ...rom, outcome: 'failed', detail: null });
  let tries = 0;
  const append = (): Promise<void> => {
    tries += 1;
    return Promise.reject(new Error('full'));
  };
  await expect(errorLog(from([event, event]), append)).rejects.toThrow('full');
  expect(tries).toBe(1);
});

it('does not fail before the events have ended, even if the log could not be written early on', async () => {
  const events$ = new Subject<RunEvent>();
  const logged = errorLog(events$, () => Promise.reject(new Error('full')));
  events$.next(stamped({ ...rom, outcome: 'failed', detail: null }));
  // An unhandled rejection would end the process by then.
  await nextTurn();
  events$.complete();
  await expect(logged).rejects.toThrow('full');
});

it('retains nothing once the log cannot be written', async () => {
  setFlagsFromString('--expose-gc');
  const lines$ = new Subject<object>();
  const written = writeSerially(lines$, () => Promise.reject(new Error('full')));
  const told = (): WeakRef<object> => {
    const line = {};
    lines$.next(line);
    return new WeakRef(line);
  };
  told();
  const lines = [told()];
  await nextTurn();
  lines.push(told());
  await nextTurn();
  runInNewContext('gc()');
  expect(lines.map((line) => line.deref())).toEqual([undefined, undefined]);
  lines$.complete();
  await expect(written).rejects.toThrow('full');
});

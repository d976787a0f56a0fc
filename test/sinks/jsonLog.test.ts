import { PassThrough, Writable } from 'node:stream';
import { from, Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { type RunEvent, runEvent } from '../../src/model/events.js';
import { debugLog } from '../../src/sinks/debugLog.js';
import { jsonLog } from '../../src/sinks/jsonLog.js';
import { written } from '../written.js';
import { SAMPLE_EVENTS } from './sampleEvents.js';

const queued = (name: string): RunEvent => ({
  v: 1,
  t: '2026-01-02T03:04:05.000Z',
  type: 'game.queued',
  id: '1',
  name,
});

test('every event is one line that reads back unchanged, with v, t and type first', async () => {
  const stdout = new PassThrough();
  await jsonLog(from(SAMPLE_EVENTS), stdout);
  const lines = written(stdout).trimEnd().split('\n');
  expect(lines.map((line) => runEvent.parse(JSON.parse(line)))).toEqual(SAMPLE_EVENTS);
  for (const line of lines) expect(line).toMatch(/^\{"v":1,"t":"2026-01-02T03:04:05\.000Z","type":"/);
});

test('key order does not depend on how the event was made', async () => {
  const stdout = new PassThrough();
  const { v, t, type, ...rest } = queued('a');
  await jsonLog(from([{ ...rest, type, t, v } as const].map((event) => runEvent.parse(event))), stdout);
  expect(written(stdout)).toBe('{"v":1,"t":"2026-01-02T03:04:05.000Z","type":"game.queued","id":"1","name":"a"}\n');
});

test('nothing in a name ends the line or contains control sequences, and nothing of it is lost', async () => {
  const stdout = new PassThrough();
  const name = 'a\nb\u001b[2J\u009b31m\u0085\u2028\u007f é';
  await jsonLog(from([queued(name)]), stdout);
  const text = written(stdout);
  expect(text.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  expect(JSON.parse(text)).toEqual(queued(name));
});

/** A pipe whose reader takes one write at a time, when told to. */
function slowPipe() {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const pipe = new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      taken.push(String(chunk));
      waiting.push(done);
    },
  });
  return { pipe, taken, take: () => waiting.shift()?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a slow reader exerts backpressure: no line is written before there is room', async () => {
  const { pipe, taken, take } = slowPipe();
  const events$ = new Subject<RunEvent>();
  const done = jsonLog(events$, pipe);
  for (const event of SAMPLE_EVENTS) events$.next(event);
  events$.complete();
  for (let lines = 1; lines <= SAMPLE_EVENTS.length; lines += 1) {
    await turn();
    expect(taken).toHaveLength(lines);
    expect(pipe.writableLength).toBeLessThan(1000);
    take();
  }
  await done;
  expect(pipe.listenerCount('drain') + pipe.listenerCount('close')).toBe(0);
});

test('a reader that goes away during the wait holds nothing up', async () => {
  const { pipe } = slowPipe();
  const errors: string[] = [];
  pipe.on('error', (error) => errors.push(error.message));
  const done = jsonLog(from(SAMPLE_EVENTS), pipe);
  pipe.destroy(new Error('EPIPE'));
  await done;
  expect(errors).toEqual(['EPIPE']);
});

test('a pipe that is already closed takes nothing and causes no failure', async () => {
  const pipe = new PassThrough();
  pipe.destroy();
  await expect(jsonLog(from(SAMPLE_EVENTS), pipe)).resolves.toBeUndefined();
});

test('debug lines name the event, its time and all of its fields', async () => {
  const stderr = new PassThrough();
  await debugLog(from([queued('a\u009bb')]), stderr);
  expect(written(stderr)).toMatch(/^rhtools:game\.queued 2026-01-02T03:04:05\.000Z \{"id":"1","name":"a.*"\}\n$/);
});

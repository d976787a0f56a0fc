import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/model/errors.js';
import { pipedIds } from '../../src/streams/pipedIds.js';
import { reports } from '../marbles.js';

const never = new AbortController().signal;

async function all(ids: AsyncIterable<string> | null): Promise<string[] | null> {
  if (ids === null) return null;
  const read: string[] = [];
  for await (const id of ids) read.push(id);
  return read;
}

describe('pipedIds', () => {
  test('ids are not read from a terminal', async () => {
    const terminal = Object.assign(new Readable({ read: () => expect.fail('it was read') }), { isTTY: true });
    expect(await pipedIds(terminal, reports().report, never)).toBeNull();
  });

  test.each([
    ['an input that ends at once', []],
    ['blank lines', ['\n \n']],
    ['nothing but comments', ['# none today\n']],
  ])('%s is no list at all', async (_, chunks) => {
    const { events, report } = reports();
    expect(await pipedIds(Readable.from(chunks), report, never)).toBeNull();
    expect(events).toEqual([]);
  });

  test('ids are read in order, including the first one', async () => {
    expect(await all(await pipedIds(Readable.from(['1\n2', '2, 3\n', '4']), reports().report, never))).toEqual([
      ...['1', '22', '3', '4'],
    ]);
  });

  test('words that are not ids are still a list, so that a typo is not taken for a wish to update everything', async () => {
    const { events, report } = reports();
    expect(await all(await pipedIds(Readable.from(['all\n']), report, never))).toEqual([]);
    expect(events).toMatchObject([{ type: 'warning' }]);
  });

  test('ids arrive as they are piped in, before the input ends', async () => {
    const input = new PassThrough();
    input.write('1\n');
    const ids = (await pipedIds(input, reports().report, never))?.[Symbol.asyncIterator]();
    expect(await ids?.next()).toEqual({ value: '1', done: false });
    const second = ids?.next();
    input.write('2\n');
    expect(await second).toEqual({ value: '2', done: false });
    await ids?.return?.();
    expect(input.destroyed).toBe(true);
  });

  test('an input that cannot be read is a UsageError', async () => {
    const broken = new Readable({ read: (): void => void broken.destroy(new Error('EISDIR')) });
    await expect(pipedIds(broken, reports().report, never)).rejects.toBeInstanceOf(UsageError);
  });

  test('ends when the run ends while it is waiting', async () => {
    const ending = new AbortController();
    const waiting = pipedIds(new PassThrough(), reports().report, ending.signal);
    ending.abort();
    expect(await waiting).toBeNull();
  });
});

describe('a silent pipe', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is reported once, after three seconds, and waited for', async () => {
    const { events, report } = reports();
    const input = new PassThrough();
    const waiting = pipedIds(input, report, never);
    await vi.advanceTimersByTimeAsync(2999);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual([
      {
        type: 'warning',
        message: 'Waiting for ids on standard input; if there are none, run romflow with < /dev/null.',
      },
    ]);
    input.end('7\n');
    expect(await all(await waiting)).toEqual(['7']);
  });

  test('is no list when it ends without a word after the notice', async () => {
    const input = new PassThrough();
    const waiting = pipedIds(input, reports().report, never);
    await vi.advanceTimersByTimeAsync(3000);
    input.end();
    expect(await waiting).toBeNull();
  });

  test('is not reported when the first id arrives in time', async () => {
    const { events, report } = reports();
    const input = new PassThrough();
    input.write('1\n');
    await pipedIds(input, report, never);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual([]);
    input.destroy();
  });
});

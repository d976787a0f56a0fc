import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventBody } from '../../src/model/events.js';
import { idLines } from '../../src/streams/idLines.js';

const { signal: NEVER } = new AbortController();

async function read(chunks: Iterable<string | Buffer>): Promise<{ ids: string[]; warnings: string[] }> {
  const events: EventBody[] = [];
  const ids: string[] = [];
  for await (const id of idLines(Readable.from(chunks), (event) => events.push(event), NEVER)) ids.push(id);
  return { ids, warnings: events.flatMap((event) => (event.type === 'warning' ? [event.message] : [event.type])) };
}

test.each([
  ['one a line', '1\n22\n333\n', ['1', '22', '333']],
  ['no line end at the end', '1\n2', ['1', '2']],
  ['Windows line ends', '1\r\n2\r\n', ['1', '2']],
  ['commas, spaces and tabs', ' 1, 2\t3,,4 ', ['1', '2', '3', '4']],
  ['comments', '# all of them\n1 # 2 3\n#4\n5#6\n', ['1', '5']],
  ['a byte order mark', Buffer.from('\uFEFF7\n'), ['7']],
  ['leading zeros stay', '007\n', ['007']],
  ['doubles stay', '1\n1\n', ['1', '1']],
  ['as old rows spell them', '295763.0\n3.0,4', ['295763', '3', '4']],
  ['nothing', '', []],
  ['blank lines', '\n \n\r\n', []],
])('%s', async (_, text, ids) => {
  expect(await read([text])).toEqual({ ids, warnings: [] });
});

test.each(['abc', '1.5', '1.0.0', '-5', '0x10', '１２', '1;2', '123456789012345678901'])(
  '%s is reported and skipped',
  async (word) => {
    const { ids, warnings } = await read([`1\n${word} 2\n3\n`]);
    expect(ids).toEqual(['1', '2', '3']);
    expect(warnings).toEqual([`line 2 of the piped ids: "${word}" is not an id (digits only); skipped`]);
  },
);

test('a line of 65536 characters is read; a longer one is reported and skipped as a whole', async () => {
  const longest = '1'.padEnd(65_536);
  const { ids, warnings } = await read([`${longest}\n${longest} 2\n3\n`]);
  expect(ids).toEqual(['1', '3']);
  expect(warnings).toEqual(['line 2 of the piped ids: it is longer than 65536 characters; skipped']);
});

test('one line may hold as many ids as there are hacks', async () => {
  const all = Array.from({ length: 5000 }, (_, index) => String(10_000 + index));
  expect(await read([all.join(', ')])).toEqual({ ids: all, warnings: [] });
});

test('a line longer than the longest possible string is not buffered', async () => {
  const endless = function* () {
    const chunk = '1'.repeat(1024 * 1024);
    for (let i = 0; i < 600; i += 1) yield chunk;
    yield '\n5\n';
  };
  const { ids, warnings } = await read(endless());
  expect(ids).toEqual(['5']);
  expect(warnings).toHaveLength(1);
});

test('the ids are the same however the text is split into chunks', async () => {
  const line = fc.oneof(fc.nat().map(String), fc.constantFrom('# note', '', '1,2 3', 'é', '４', 'x'.repeat(70_000)));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (all, cuts) => {
      const bytes = Buffer.from(all.join('\r\n'));
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < bytes.length; i += 1) {
        const size = cuts[i % cuts.length] ?? 1;
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(await read(chunks)).toEqual(await read([bytes]));
    }),
  );
});

test('reads no further than the ids that are taken, and closes the input', async () => {
  let given = 0;
  const input = Readable.from(
    (function* () {
      for (;;) yield `${(given += 1)}\n`;
    })(),
    { highWaterMark: 1 },
  );
  const taken: string[] = [];
  for await (const id of idLines(input, () => undefined, NEVER)) {
    taken.push(id);
    if (taken.length === 5) break;
  }
  expect(taken).toEqual(['1', '2', '3', '4', '5']);
  expect(given).toBeLessThan(10);
  expect(input.destroyed).toBe(true);
});

test('completes at once when aborted, even if the input stays open', async () => {
  const input = new Readable({ read: () => undefined });
  const ending = new AbortController();
  const ids = idLines(input, () => undefined, ending.signal);
  input.push('1\n');
  expect(await ids.next()).toEqual({ value: '1', done: false });
  const next = ids.next();
  ending.abort();
  expect(await next).toEqual({ value: undefined, done: true });
  expect(input.destroyed).toBe(true);
});

test('an input that cannot be read is reported in one sentence', async () => {
  const input = new Readable({ read: (): void => void input.destroy(new Error('EISDIR: illegal operation')) });
  await expect(idLines(input, () => undefined, NEVER).next()).rejects.toThrow(
    'Cannot read the piped ids: EISDIR: illegal operation',
  );
});

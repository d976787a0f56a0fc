import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askerOn } from '../../src/commands/chooseOnTerminal.js';
import type { ScoredGame } from '../../src/operators/identify.js';
import { scrapedGame } from '../scrapeSamples.js';

const terminal = () => Object.assign(new PassThrough(), { isTTY: true });
const hits: readonly ScoredGame[] = [
  { game: scrapedGame('Alpha Quest', { id: '7', dates: [{ region: 'us', text: '1990-05-06' }] }), score: 0.6 },
  { game: scrapedGame('Alpha\u009b2J &amp; Quest II', { id: '8', developer: 'Makers&#039; Den' }), score: 0.5 },
];

/** A terminal on which somebody types the next answer whenever a question is asked. */
function sitting(answers: readonly string[]) {
  const stdin = terminal();
  const stdout = terminal();
  const stop = new AbortController();
  const left = [...answers];
  let shown = '';
  stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (!/(?:: |\[y\/N\] )$/.test(shown)) return;
    const answer = left.shift();
    shown += '\n';
    if (answer !== undefined) setImmediate(() => stdin.write(answer));
  });
  const asker = askerOn({ stdin, stdout }, stop.signal);
  if (asker === null) throw new Error('Nobody sits at the terminal.');
  return { asker, stdin, stop, shown: () => shown };
}

describe('askerOn', () => {
  it.each([
    ['input', { stdin: new PassThrough(), stdout: terminal() }],
    ['output', { stdin: terminal(), stdout: new PassThrough() }],
  ])('does not ask when the %s is piped', (_, host) => {
    expect(askerOn(host, new AbortController().signal)).toBeNull();
  });

  it.each([
    ['2\n', { picked: hits[1]?.game }],
    ['s\n', 'skip'],
    [' N \n', 'none'],
    ['\u0003', 'skip'],
    ['\u0004', 'skip'],
  ])('accepts %j as an answer', async (typed, choice) => {
    const { asker, shown } = sitting([typed]);
    await expect(asker.choose('./Alfa.nes', hits)).resolves.toEqual(choice);
    expect(shown()).toContain('1) Alpha Quest (us, 1990, score 0.60)');
    expect(shown()).toContain("2) Alpha & Quest II (us, Makers' Den, score 0.50)");
  });

  it('asks again after an invalid answer', async () => {
    const { asker, shown } = sitting(['0\n', '3\n', 'x\n', '1\n']);
    await expect(asker.choose('./Alfa.nes', hits)).resolves.toEqual({ picked: hits[0]?.game });
    expect(shown().match(/1-2 to pick/g)?.length).toBe(4);
  });

  it('asks one question at a time', async () => {
    const { asker } = sitting(['1\n', ' y \n', 'n\n', '\n']);
    await expect(
      Promise.all([
        asker.choose('./Alfa.nes', hits),
        asker.confirm('Go on?'),
        asker.confirm('And on?'),
        asker.confirm('So?'),
      ]),
    ).resolves.toEqual([{ picked: hits[0]?.game }, true, false, false]);
  });

  it('does not ask once the run is stopped', async () => {
    const { asker, stop, shown } = sitting([]);
    const choice = asker.choose('./Alfa.nes', hits);
    setImmediate(() => {
      stop.abort();
    });
    await expect(choice).resolves.toBe('skip');
    const before = shown();
    await expect(asker.confirm('Go on?')).resolves.toBe(false);
    expect(shown()).toBe(before);
  });
});

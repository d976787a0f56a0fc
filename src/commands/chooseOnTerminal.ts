import { createInterface } from 'node:readline/promises';
import type { Writable } from 'node:stream';
import { plainText } from '../formats/plainText.js';
import { scrapedText } from '../formats/scrapedText.js';
import type { Choice, ScoredGame } from '../operators/identify.js';
import type { Host } from './context.js';

/** Asks on a terminal, one question at a time. */
export interface Asker {
  /** Which of the hits, best first, the ROM is. Ctrl-C and end of input skip the ROM for now. */
  readonly choose: (rom: string, hits: readonly ScoredGame[]) => Promise<Choice>;
  /** Whether to continue; no answer means no. */
  readonly confirm: (question: string) => Promise<boolean>;
}

/**
 * An asker for the user at the terminal; null when input or output is piped.
 *
 * @param aside - makes a screen give way to a question
 */
export function askerOn(
  { stdin, stdout }: Pick<Host, 'stdin' | 'stdout'>,
  signal: AbortSignal,
  aside: <T>(ask: () => Promise<T>) => Promise<T> = (ask) => ask(),
): Asker | null {
  if (stdin.isTTY !== true || stdout.isTTY !== true) return null;
  let last: Promise<unknown> = Promise.resolve();

  /** One question at a time, since several ROMs are in progress at once. */
  function inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const answer = last.then(() => aside(ask));
    last = answer.catch(() => undefined);
    return answer;
  }

  /** Null when there is no answer. */
  async function line(prompt: string): Promise<string | null> {
    if (signal.aborted) return null;
    const left = new AbortController();
    const lines = createInterface({ input: stdin, output: stdout, terminal: true });
    // Ctrl-C at a question closes it and counts as an answer: this ROM is skipped, the run continues.
    lines.once('close', () => {
      left.abort();
    });
    try {
      return await lines.question(prompt, { signal: AbortSignal.any([signal, left.signal]) });
    } catch {
      stdout.write('\n');
      return null;
    } finally {
      lines.close();
    }
  }

  return {
    choose: (rom, hits) => inTurn(() => chosen(rom, hits, stdout, line)),
    confirm: (question) =>
      inTurn(async () => /^y(es)?$/i.test(((await line(`${plainText(question)} [y/N] `)) ?? '').trim())),
  };
}

async function chosen(
  rom: string,
  hits: readonly ScoredGame[],
  stdout: Writable,
  line: (prompt: string) => Promise<string | null>,
): Promise<Choice> {
  const lines = hits.map(({ game, score }, index) => {
    const { text = `game ${game.id}`, region = null } = game.names[0] ?? {};
    const date = game.dates[0]?.text.slice(0, 4);
    const facts = [region, date, game.developer, `score ${score.toFixed(2)}`].filter((fact) => fact != null);
    return `  ${index + 1}) ${plainText(scrapedText(`${text} (${facts.join(', ')})`))}`;
  });
  stdout.write(`\n${plainText(rom)} is not known by its hash. Which game is it?\n${lines.join('\n')}\n`);
  for (;;) {
    const answer = await line(`  1-${hits.length} to pick one, s to skip it for now, n for none of them: `);
    if (answer === null) return 'skip';
    const word = answer.trim().toLowerCase();
    if (word === 's') return 'skip';
    if (word === 'n') return 'none';
    const hit = /^\d{1,3}$/.test(word) ? hits[Number(word) - 1] : undefined;
    if (hit !== undefined) return { picked: hit.game };
  }
}

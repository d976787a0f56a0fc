import { z } from 'zod';
import { runEvent } from '../src/model/events.js';
import { type Ended, ROMFLOW, runProgram } from './runProgram.js';
import type { ScrapeTree } from './scrapeTree.js';

export interface ScrapeWords {
  /** What the summary must say: figures of a run that did something else are worthless. */
  readonly expect: Readonly<Partial<Record<'scraped' | 'skipped' | 'media' | 'requests', number>>>;
  readonly flags?: readonly string[];
}

const summary = z.looseObject({ type: z.literal('scrape.summary'), outcome: z.literal('complete') });

/**
 * Runs the built program on a tree.
 *
 * @throws Error - it failed, or did not do what is expected
 */
export async function scrape(tree: ScrapeTree, { expect, flags = [] }: ScrapeWords): Promise<Ended> {
  const ended = await runProgram([ROMFLOW, 'scrape', '--config', tree.config, '--json', ...flags], tree.folder);
  const last: unknown = JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? '');
  const { success, data: found } = summary.safeParse(runEvent.parse(last));
  if (!success) throw new Error(`The scrape ended with code ${ended.code ?? 'none'}: ${ended.out.slice(-2000)}`);
  for (const [name, count] of Object.entries(expect)) {
    if (found[name] !== count) throw new Error(`The scrape has ${name}: ${String(found[name])}, not ${count}.`);
  }
  return ended;
}

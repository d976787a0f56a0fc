import { z } from 'zod';
import { comparison } from './comparison.js';

/** A row of the result: a comparison, its section, and the command that measures it again. */
const benchRow = comparison.extend({ section: z.string(), command: z.string() });

export type BenchRow = z.infer<typeof benchRow>;

/** What a benchmark writes. Ratios can be compared with those of other runs and machines; values cannot. */
const benchRecord = z.object({
  machine: z.object({
    node: z.string(),
    cpu: z.string(),
    cores: z.int(),
    platform: z.string(),
    /** One-minute load average at the beginning and at the end; zeros on Windows. */
    load: z.tuple([z.number(), z.number()]),
  }),
  rows: z.array(benchRow),
});

export type BenchRecord = z.infer<typeof benchRecord>;

/**
 * Reads what an earlier run wrote.
 *
 * @param text - the file
 * @param file - its name, for the message
 * @throws Error - in one sentence: it is not JSON, or not what a benchmark writes
 */
export function readRecord(text: string, file: string): BenchRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON (${error instanceof Error ? error.message : String(error)}).`, {
      cause: error,
    });
  }
  const parsed = benchRecord.safeParse(json);
  if (parsed.success) return parsed.data;
  const why = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ');
  throw new Error(`${file} is not what this benchmark writes (${why}); make it anew with npm run bench.`);
}

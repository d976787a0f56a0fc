import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** The result of running a program. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  /** From its start to its end, in milliseconds. */
  readonly ms: number;
  /** Its peak memory, in MiB. */
  readonly peakMiB: number;
}

const PEAK = new URL('./peakMemory.js', import.meta.url);
/** The built program; npm runs scripts in the project's root. */
export const ROMFLOW = resolve('dist', 'cli.js');

/**
 * Runs a program under Node to completion.
 *
 * @param words - arguments for Node: a script and its own arguments
 * @param folder - an existing one for this run alone; also serves as the user's home
 * @throws Error - it wrote to stderr
 */
export async function runProgram(words: readonly string[], folder: string): Promise<Ended> {
  const peak = join(folder, 'peak.txt');
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK.href, ...words], {
    cwd: folder,
    env: {
      ...process.env,
      ROMFLOW_BENCH_PEAK: peak,
      XDG_STATE_HOME: join(folder, 'state'),
      HOME: folder,
      USERPROFILE: folder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const ms = performance.now() - start;
  if (err !== '') throw new Error(`${words.join(' ')} says: ${err}`);
  return { code: child.exitCode, out, ms, peakMiB: Number(readFileSync(peak, 'utf8')) / 1024 };
}

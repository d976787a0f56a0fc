import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { MAX_RESULT_BYTES } from '../formats/resultSize.js';
import { PatchError, UsageError } from '../model/errors.js';
import type { BaseRom } from '../model/rom.js';
import { diskError } from './diskError.js';
import { errorCode } from './errorCode.js';

const run = promisify(execFile);

const TIME_LIMIT_MS = 30_000;
const TOO_MANY_WORDS = 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
/**
 * How its last line begins if it has written a result. Older versions, such as 1.31, exit with a code of their own for
 * a warning.
 */
const APPLIED = 'The patch was applied';

/** What `execFile` reports about a program that failed. */
const failure = z.object({
  code: z.union([z.number(), z.string()]).nullish(),
  killed: z.boolean().optional(),
  signal: z.string().nullish(),
  stdout: z.string().catch(''),
});

/**
 * Applies a patch with Flips instead of the built-in code. Runs it with an argument vector, never through a shell.
 *
 * @param flipsPath - the program; a bare name is looked for on the PATH
 * @param temp - a folder in which a subfolder is created and removed
 * @param timeLimitMs - after which the program is killed
 * @returns the patched ROM
 * @throws {@link PatchError} with Flips' own words (from its stdout) when the patch does not apply
 * @throws {@link UsageError} when the program cannot be started
 * @throws ArchiveError - its files cannot be written or read
 * @see https://github.com/Alcaro/Flips
 */
export async function applyWithFlips(
  flipsPath: string,
  patch: Buffer,
  base: BaseRom,
  temp: string,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<Buffer> {
  try {
    const folder = await mkdtemp(join(temp, 'flips-'));
    try {
      const patchFile = join(folder, 'patch');
      const romFile = join(folder, 'base.sfc');
      const resultFile = join(folder, 'result.sfc');
      await writeFile(patchFile, patch);
      await writeFile(romFile, base.bytes);
      await runFlips(flipsPath, ['--apply', '--exact', patchFile, romFile, resultFile], timeLimitMs);
      return await readResult(resultFile);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    throw diskError('Cannot work with Flips in', temp, error);
  }
}

/**
 * Checks that a program can be run, without running it. A bare name is not checked: the system looks for it on the
 * PATH.
 *
 * @throws {@link UsageError} when it cannot
 */
export async function assertStartable(flipsPath: string): Promise<void> {
  if (basename(flipsPath) === flipsPath) return;
  const found = await access(flipsPath, constants.X_OK)
    .then(() => stat(flipsPath))
    .catch((error: unknown) => {
      throw notStartable(flipsPath, errorCode(error) ?? 'unknown');
    });
  if (found.isDirectory()) throw notStartable(flipsPath, 'EISDIR');
}

const notStartable = (flipsPath: string, code: string): UsageError =>
  new UsageError(`FLIPS_PATH: ${flipsPath} cannot be started (${code}). Unset it to use the built-in patchers.`);

async function runFlips(flipsPath: string, args: readonly string[], timeout: number): Promise<void> {
  try {
    await run(flipsPath, args, { timeout, killSignal: 'SIGKILL', windowsHide: true });
  } catch (error) {
    const { code, killed, signal, stdout } = failure.parse(error);
    if (code === TOO_MANY_WORDS) throw new PatchError('Flips prints far too much about this patch.');
    if (typeof code === 'string') throw notStartable(flipsPath, code);
    if (killed === true) throw new PatchError(`Flips did not finish within ${timeout / 1000} seconds.`);
    const words = stdout.trim().split('\n').at(-1) ?? '';
    if (signal == null && words.startsWith(APPLIED)) return;
    const end = signal == null ? `ended with code ${String(code)}` : `crashed (${signal})`;
    throw new PatchError(words === '' ? `Flips ${end} without a message.` : `Flips says: ${words}`);
  }
}

async function readResult(file: string): Promise<Buffer> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new PatchError('Flips wrote no result.');
  if (found.size > MAX_RESULT_BYTES) {
    throw new PatchError(`The result has ${found.size} bytes, more than the ${MAX_RESULT_BYTES} allowed.`);
  }
  return readFile(file);
}

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { PatchError, UsageError } from '../model/errors.js';
import type { BaseRom } from '../model/rom.js';

const run = promisify(execFile);

const TIME_LIMIT_MS = 30_000;
const LARGEST_RESULT = 16 * 1024 * 1024;

/** What `execFile` says of a program that failed. */
const failure = z.object({
  code: z.union([z.number(), z.string()]).nullish(),
  killed: z.boolean().optional(),
  stdout: z.string().catch(''),
});

/**
 * Applies a patch with Flips instead of the built-in code. Called with an argument vector, never through a shell.
 *
 * @param flipsPath - the program; a bare name is looked for on the PATH
 * @param temp - a folder in which a folder of its own is made and removed
 * @returns the patched ROM
 * @throws {@link PatchError} with Flips' own words (they are on its stdout) when the patch does not apply
 * @throws {@link UsageError} when the program cannot be started
 * @see https://github.com/Alcaro/Flips
 */
export async function applyWithFlips(flipsPath: string, patch: Buffer, base: BaseRom, temp: string): Promise<Buffer> {
  const folder = await mkdtemp(join(temp, 'flips-'));
  try {
    const patchFile = join(folder, 'patch');
    const romFile = join(folder, 'base.sfc');
    const resultFile = join(folder, 'result.sfc');
    await writeFile(patchFile, patch);
    await writeFile(romFile, base.bytes);
    await runFlips(flipsPath, ['--apply', '--exact', patchFile, romFile, resultFile]);
    return await readResult(resultFile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runFlips(flipsPath: string, args: readonly string[]): Promise<void> {
  try {
    await run(flipsPath, args, { timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL', windowsHide: true });
  } catch (error) {
    const { code, killed, stdout } = failure.parse(error);
    if (typeof code === 'string') {
      throw new UsageError(
        `FLIPS_PATH: ${flipsPath} cannot be started (${code}). Unset it to use the built-in patchers.`,
      );
    }
    if (killed === true) throw new PatchError(`Flips did not finish within ${TIME_LIMIT_MS / 1000} seconds.`);
    const words = stdout.trim().split('\n').at(-1) ?? '';
    throw new PatchError(words === '' ? `Flips ended with code ${String(code)} and no word.` : `Flips says: ${words}`);
  }
}

async function readResult(file: string): Promise<Buffer> {
  const { size } = await stat(file).catch(() => {
    throw new PatchError('Flips wrote no result.');
  });
  if (size > LARGEST_RESULT)
    throw new PatchError(`The result has ${size} bytes; more than ${LARGEST_RESULT} are refused.`);
  return readFile(file);
}

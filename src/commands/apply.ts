import { lstat, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../files/atomicFile.js';
import { errorCode } from '../files/errorCode.js';
import { readAtMost } from '../files/readAtMost.js';
import { isOneFile, statOrNull } from '../files/statOrNull.js';
import { applyPatch, patchKind } from '../formats/patch.js';
import { plainText } from '../formats/plainText.js';
import { PatchError, UsageError } from '../model/errors.js';
import type { CommandContext } from './context.js';

const MIB = 1024 * 1024;
const HEADER_BYTES = 512;
const MAX_PATCH_BYTES = 64 * MIB;
const MAX_ROM_BYTES = 16 * MIB + HEADER_BYTES;
/** Signatures of ZIP, 7z and RAR, in which people keep patches and ROMs; an IPS patch would apply to any of them. */
const ARCHIVE = /^(?:PK\x03\x04|7z\xbc\xaf\x27\x1c|Rar!)/;

const applyArguments = z.object({
  args: z.tuple([z.string().min(1), z.string().min(1)]),
  flags: z.object({ output: z.string().min(1), force: z.boolean().default(false) }),
});

interface NamedFile {
  readonly what: string;
  /** As typed. */
  readonly name: string;
  readonly path: string;
}

/**
 * `romflow apply PATCH ROM -o OUT [--force]`: writes the patched ROM as one whole file, or nothing.
 *
 * @throws UsageError for a file that is missing, too large, packed, or must not be overwritten
 * @throws PatchError for a file that is not a patch, and for a patch that is corrupt or made for another ROM
 * @throws ArchiveError if the result cannot be written
 */
export async function runApply(context: CommandContext): Promise<number> {
  const words = applyArguments.safeParse(context);
  if (!words.success) throw new UsageError('"apply" needs PATCH ROM -o OUT; see romflow apply --help.');
  const { args, flags } = words.data;
  if (flags.output === '-') {
    throw new UsageError('"apply" writes to a file, not to standard output; for a file named "-", use -o ./-');
  }
  const named = (what: string, name: string): NamedFile => ({ what, name, path: resolve(context.cwd, name) });
  const patch = named('patch', args[0]);
  const rom = named('ROM', args[1]);
  const output = named('output', flags.output);

  await checkOutput(output, [patch, rom], flags.force);
  const patchBytes = await readInput(patch, MAX_PATCH_BYTES);
  const romBytes = await readInput(rom, MAX_ROM_BYTES);
  if (patchKind(patchBytes) === null) throw new PatchError(`The file ${patch.name} is neither a BPS nor an IPS patch.`);
  const { result, note } = patched(patchBytes, romBytes);
  await writeFileAtomic(output.path, result);
  if (note !== null) context.stderr.write(`  ○ ${note}\n`);
  context.stdout.write(`  ✓ Wrote ${plainText(output.name)} (${result.length} bytes)\n`);
  return 0;
}

async function checkOutput({ name, path }: NamedFile, inputs: readonly NamedFile[], force: boolean): Promise<void> {
  const target = await statOrNull(path, stat);
  for (const input of inputs) {
    if (isOneFile(target, await statOrNull(input.path, stat))) {
      throw new UsageError(`The output ${name} is the ${input.what} itself; choose another name.`);
    }
  }
  if (target && !target.isFile()) throw new UsageError(`The output ${name} is not a file; choose another name.`);
  if (!force && (target ?? (await statOrNull(path, lstat)))) {
    throw new UsageError(`The output ${name} already exists; choose another name, or overwrite it with --force.`);
  }
}

async function readInput({ what, name, path }: NamedFile, most: number): Promise<Buffer> {
  let bytes: Buffer | null;
  try {
    bytes = await readAtMost(path, most);
  } catch (error) {
    throw new UsageError(`Cannot read the ${what} ${name}: ${reasonOf(error)}.`);
  }
  if (!bytes) throw new UsageError(`The ${what} ${name} is larger than the limit of ${most} bytes.`);
  if (ARCHIVE.test(bytes.toString('latin1', 0, 6))) {
    throw new UsageError(`The ${what} ${name} is an archive: unpack it, and name the ${what} inside.`);
  }
  return bytes;
}

interface Patched {
  readonly result: Buffer;
  /** What the user should know about it. */
  readonly note: string | null;
}

const WITH_HEADER =
  'The ROM has a copier header of 512 bytes: the patch was applied to what follows it, and the header was kept.';
const NO_CHANGE = 'The patch changes nothing in this ROM, which may have been patched already.';

/**
 * BPS patches are made for ROMs without a copier header, and their checksum confirms it. An IPS patch does not say what it was
 * made for, so it is applied to the ROM as is.
 */
function patched(patch: Buffer, rom: Buffer): Patched {
  try {
    const result = applyPatch(patch, rom);
    return { result, note: result.equals(rom) ? NO_CHANGE : null };
  } catch (error) {
    const isHeadered = rom.length % 1024 === HEADER_BYTES && patchKind(patch) === 'bps';
    if (!(error instanceof PatchError) || !isHeadered) throw error;
    const result = applyPatch(patch, rom.subarray(HEADER_BYTES));
    return { result: Buffer.concat([rom.subarray(0, HEADER_BYTES), result]), note: WITH_HEADER };
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
};

function reasonOf(error: unknown): string {
  return REASONS[errorCode(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

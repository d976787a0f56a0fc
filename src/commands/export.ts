import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type ChosenVersion, chooseVersion } from '../archive/chooseVersion.js';
import type { Connection } from '../archive/connection.js';
import { readDatabase } from '../archive/readDatabase.js';
import { type SealedPatchRow, attachedBlob, patchCount, sealedPatchRow } from '../archive/sealedPatches.js';
import { pathText } from '../config/fileKeys.js';
import type { Settings } from '../config/settings.js';
import { readBaseRom } from '../files/readBaseRom.js';
import { readBlobFile } from '../files/readBlobFile.js';
import { writeNewFile } from '../files/writeNewFile.js';
import { applyPatch, patchKind } from '../formats/patch.js';
import { plainText } from '../formats/plainText.js';
import { romAgreement } from '../formats/romAgreement.js';
import { safeFileName } from '../formats/safeFileName.js';
import { unsealPatch } from '../formats/unsealPatch.js';
import { BlobError, PatchError, UsageError } from '../model/errors.js';
import type { CommandContext } from './context.js';

const VERIFY = 'romflow verify names all that is damaged';

const NO_VERSION = '--version must be the number of a version, such as --version 2.';
const exportWords = z.object({
  args: z.tuple([z.string().trim().min(1, 'The id or name must not be empty.')]),
  flags: z.object({
    output: pathText.default('.'),
    patch: z.boolean().default(false),
    force: z.boolean().default(false),
    version: z
      .string(NO_VERSION)
      .regex(/^[0-9]{1,9}$/, NO_VERSION)
      .transform(Number)
      .optional(),
  }),
});

/** What becomes a file. */
interface Product {
  readonly bytes: Buffer;
  readonly extension: string;
}

/**
 * `romflow export ID|NAME [-o DIR] [--patch] [--version N] [--force]`: a hack out of its blob, as patched ROM or as patch.
 * The archive is only read.
 *
 * @throws UsageError for a hack or version that is not there, or is not the only one, and for a file that is there
 * @throws BaseRomError for a base ROM that is missing or another one
 * @throws BlobError for a blob that is missing or damaged, and for a result that is not the recorded one
 */
export async function runExport(context: CommandContext): Promise<number> {
  const words = exportWords.safeParse(context);
  if (!words.success) throw new UsageError(words.error.issues.map(({ message }) => message).join(' '));
  const { args, flags } = words.data;
  const settings = await context.settings();
  const note = (message: string): void => {
    context.stderr.write(`  ○ ${plainText(message)}\n`);
  };

  const { chosen, row, file } = await readSealed(settings, args[0], flags.version ?? null, note);
  const patch = await unsealPatch(file, row).catch((error: unknown) => {
    if (!(error instanceof BlobError)) throw error;
    throw new BlobError(`The blob ${chosen.blob} of hack ${chosen.id} is damaged: ${error.message} ${VERIFY}.`);
  });
  const { bytes, extension } = flags.patch
    ? asPatch(patch, chosen)
    : await asRom(patch, { chosen, row, settings }, note);

  const name = join(flags.output, safeFileName(chosen.name, chosen.id, extension));
  await writeNewFile(resolve(context.cwd, name), bytes, { force: flags.force, spare: settings.baseRom.path });
  const what = `${chosen.id} ${chosen.name}, version ${chosen.version}`;
  context.stdout.write(`  ✓ Wrote ${plainText(name)} (${bytes.length} bytes): ${plainText(what)}\n`);
  return 0;
}

/** All that the archive has of a version: its rows and its blob. */
async function readSealed(
  { archive, databases, paths }: Settings,
  wanted: string,
  version: number | null,
  note: (message: string) => void,
): Promise<{ readonly chosen: ChosenVersion; readonly row: SealedPatchRow; readonly file: Buffer }> {
  const rhdata = readDatabase(databases.rhdata);
  if (rhdata === null) throw new UsageError(`There is no archive in ${archive} yet; romflow update makes one.`);
  try {
    const chosen = chooseVersion(rhdata, wanted, version);
    const row = sealedPatchRow(rhdata, chosen.blob);
    if (row === null) {
      throw new BlobError(`The blob ${chosen.blob} of hack ${chosen.id} has no row in the archive; ${VERIFY}.`);
    }
    tellOfOthers(rhdata, chosen, row, note);
    const file = (await readBlobFile(paths.blobs, chosen.blob)) ?? copyInDatabase(databases.patchbin, chosen, note);
    return { chosen, row: { ...row, pat_sha224: row.pat_sha224 ?? chosen.patSha224 }, file };
  } finally {
    rhdata.close();
  }
}

function tellOfOthers(
  rhdata: Connection,
  { gvuuid }: ChosenVersion,
  { patch_filename: name }: SealedPatchRow,
  note: (message: string) => void,
): void {
  const patches = patchCount(rhdata, gvuuid);
  if (patches < 2) return;
  note(
    `The archive has ${patches} patches of this version; this is the primary one${name === null ? '' : `, ${name}`}.`,
  );
}

function copyInDatabase(path: string, { id, blob }: ChosenVersion, note: (message: string) => void): Buffer {
  const patchbin = readDatabase(path);
  try {
    const copy = patchbin && attachedBlob(patchbin, blob);
    if (copy === null) {
      throw new BlobError(`The blob ${blob} of hack ${id} is missing, as a file and in ${path}; ${VERIFY}.`);
    }
    note(`The file of blob ${blob} is missing; its copy in ${path} is taken.`);
    return copy;
  } finally {
    patchbin?.close();
  }
}

function asPatch(patch: Buffer, { id, blob }: ChosenVersion): Product {
  const kind = patchKind(patch);
  if (kind === null) throw new PatchError(`What is in blob ${blob} of hack ${id} is neither a BPS nor an IPS patch.`);
  return { bytes: patch, extension: `.${kind}` };
}

async function asRom(
  patch: Buffer,
  {
    chosen,
    row,
    settings,
  }: { readonly chosen: ChosenVersion; readonly row: SealedPatchRow; readonly settings: Settings },
  note: (message: string) => void,
): Promise<Product> {
  const base = await readBaseRom(settings.baseRom.path, settings.baseRom.sha224, note);
  const bytes = applyPatch(patch, base.bytes);
  const agreement = romAgreement(bytes, row);
  if (agreement === 'different') {
    throw new BlobError(`The patch of hack ${chosen.id} gives another ROM than the one that is recorded; ${VERIFY}.`);
  }
  if (agreement === 'unknown') note('The archive has no hash of this ROM, so that only the patch could be checked.');
  return { bytes, extension: '.sfc' };
}

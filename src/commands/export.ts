import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type ChosenVersion, chooseVersion } from '../archive/chooseVersion.js';
import type { Connection } from '../archive/connection.js';
import { readDatabase } from '../archive/readDatabase.js';
import { withReadableDatabases } from '../archive/readableDatabases.js';
import { patchCount, sealedPatchRow } from '../archive/sealedPatches.js';
import type { Settings } from '../config/settings.js';
import { readBaseRom } from '../files/readBaseRom.js';
import { writeNewFile } from '../files/writeNewFile.js';
import { patchKind } from '../formats/patch.js';
import { plainText } from '../formats/plainText.js';
import { safeFileName } from '../formats/safeFileName.js';
import { PatchError, UsageError } from '../model/errors.js';
import { type ArchivedPatch, archivedPatch, patchedRom } from '../streams/archivedPatch.js';
import type { CommandContext } from './context.js';
import { parseArguments } from './parseArguments.js';

const NO_VERSION = '--version must be a version number, such as --version 2.';
const NO_FOLDER = '-o must be a folder, such as -o ~/roms/snes.';
const exportWords = z.object({
  args: z.tuple([z.string().trim().min(1, 'The id or name must not be empty.')]),
  flags: z.object({
    output: z.string(NO_FOLDER).min(1, NO_FOLDER).default('.'),
    patch: z.boolean().default(false),
    force: z.boolean().default(false),
    version: z
      .string(NO_VERSION)
      .regex(/^[0-9]{1,9}$/, NO_VERSION)
      .transform(Number)
      .optional(),
  }),
});

/** What is written to the file. */
interface Product {
  readonly bytes: Buffer;
  readonly extension: string;
}

/**
 * `romflow export ID|NAME [-o DIR] [--patch] [--version N] [--force]`: extracts a hack from its blob, as a patched ROM or as a
 * patch. The archive is only read.
 *
 * @throws UsageError for a hack or version that is missing or ambiguous, and for a file that already exists
 * @throws BaseRomError for a base ROM that is missing or not the expected one
 * @throws BlobError for a blob that is missing or damaged, and for a result that differs from the recorded one
 */
export async function runExport(context: CommandContext): Promise<number> {
  const { args, flags } = parseArguments(exportWords, context);
  const settings = await context.settings();
  const note = (message: string): void => {
    context.stderr.write(`  ○ ${plainText(message)}\n`);
  };

  const { chosen, archived } = await withReadableDatabases(settings.databases, (databases) =>
    readArchived({ ...settings, databases }, args[0], flags.version ?? null, note),
  );
  const { bytes, extension } = flags.patch
    ? asPatch(archived.patch, chosen)
    : await asRom(archived, chosen, settings, note);

  const name = join(flags.output, safeFileName(chosen.name, chosen.id, extension));
  await writeNewFile(resolve(context.cwd, name), bytes, { force: flags.force, spare: settings.baseRom.path });
  const what = `${chosen.id} ${chosen.name}, version ${chosen.version}`;
  context.stdout.write(`  ✓ Wrote ${plainText(name)} (${bytes.length} bytes): ${plainText(what)}\n`);
  return 0;
}

/** The requested version, and the patch from its blob. */
async function readArchived(
  { archive, databases, paths }: Settings,
  wanted: string,
  version: number | null,
  note: (message: string) => void,
): Promise<{ readonly chosen: ChosenVersion; readonly archived: ArchivedPatch }> {
  const rhdata = readDatabase(databases.rhdata);
  if (rhdata === null) throw new UsageError(`There is no archive in ${archive} yet; romflow update creates one.`);
  try {
    const chosen = chooseVersion(rhdata, wanted, version);
    tellOfOthers(rhdata, chosen, note);
    const places = { rhdata, patchbin: databases.patchbin, blobs: paths.blobs };
    return { chosen, archived: await archivedPatch(chosen, places, note) };
  } finally {
    rhdata.close();
  }
}

function tellOfOthers(rhdata: Connection, { gvuuid, blob }: ChosenVersion, note: (message: string) => void): void {
  const patches = patchCount(rhdata, gvuuid);
  if (patches < 2) return;
  const name = sealedPatchRow(rhdata, blob)?.patch_filename ?? null;
  note(
    `The archive has ${patches} patches of this version; this is the primary one${name === null ? '' : `, ${name}`}.`,
  );
}

function asPatch(patch: Buffer, { id, blob }: ChosenVersion): Product {
  const kind = patchKind(patch);
  if (kind === null)
    throw new PatchError(`The content of blob ${blob} of hack ${id} is neither a BPS nor an IPS patch.`);
  return { bytes: patch, extension: `.${kind}` };
}

async function asRom(
  archived: ArchivedPatch,
  { id }: ChosenVersion,
  { baseRom }: Settings,
  note: (message: string) => void,
): Promise<Product> {
  const base = await readBaseRom(baseRom.path, baseRom.sha224, note);
  return { bytes: patchedRom(id, archived, base.bytes, note), extension: '.sfc' };
}

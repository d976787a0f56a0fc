import type { VerifyLedger } from '../archive/verifyLedger.js';
import type { VerifyRepairs } from '../archive/verifyRepairs.js';
import type { VerifyRows } from '../archive/verifyRows.js';
import type { VerifyFiles } from '../files/verifyFiles.js';
import { parseJsonObject } from '../formats/archiveFields.js';
import type { SealSources } from '../formats/sealPair.js';
import type { ArchiveFolder } from '../model/archiveFolders.js';
import type { Compression } from '../model/compression.js';
import { ItemError } from '../model/errors.js';
import type { JsonObject } from '../model/game.js';
import type { BaseRom } from '../model/rom.js';
import type { Finding, Place, Repair } from '../model/verify.js';

/** What the checks of a verification read, and what repairs change. */
export interface VerifyDeps {
  readonly rows: VerifyRows;
  readonly files: VerifyFiles;
  readonly ledger: VerifyLedger;
  readonly repairs: VerifyRepairs;
  /** Null: what needs a base ROM is not checked. */
  readonly base: BaseRom | null;
  /** Whether to apply every patch again. */
  readonly deep: boolean;
  readonly sources: SealSources;
  /** Of what is resealed. */
  readonly compression: Compression;
  /** Makes a new UUID (v4). */
  readonly uuid: () => string;
}

/** A finding of something that is wrong. */
export const damage = (place: Place, reason: string, mend: Repair | null = null): Finding => ({
  ...place,
  damage: true,
  reason,
  mend,
});

/** A finding of something that is unknown, or that nobody needs. */
export const notice = (place: Place, reason: string, mend: Repair | null = null): Finding => ({
  ...place,
  damage: false,
  reason,
  mend,
});

/** Reads a file of any content; null when it is missing or cannot be read. */
export async function readIfSound(
  files: VerifyFiles,
  folder: ArchiveFolder,
  name: string | null,
): Promise<Buffer | null> {
  return name === null ? null : files.read(folder, name).catch(nullForItem);
}

/** Null in place of an ItemError; rethrows anything else. */
export function nullForItem(error: unknown): null {
  if (error instanceof ItemError) return null;
  throw error;
}

/** Reads a JSON file of any content; null when it is missing, cannot be read or is not a JSON object. */
export async function readJson(
  files: VerifyFiles,
  folder: 'hacks' | 'pat_meta' | 'rom_meta',
  name: string | null,
): Promise<JsonObject | null> {
  return parseJsonObject((await readIfSound(files, folder, name))?.toString('utf8') ?? '');
}

/** The name of a ROM's file, whichever rows tell the game and the hash; null when either is unknown. */
export const romFileOf = (gameid: string | null, shake: string | null): string | null =>
  gameid === null || shake === null ? null : `${gameid}_${shake}.sfc`;

/** The file name in a row's path. */
export const fileNameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? '';

import type { VerifyLedger } from '../archive/verifyLedger.js';
import type { VerifyRepairs } from '../archive/verifyRepairs.js';
import type { VerifyRows } from '../archive/verifyRows.js';
import type { ArchiveFolder } from '../model/archiveFolders.js';
import type { VerifyFiles } from '../files/verifyFiles.js';
import type { Compression } from '../model/compression.js';
import { parseJsonObject } from '../formats/archiveWords.js';
import type { SealSources } from '../formats/sealPair.js';
import { ItemError } from '../model/errors.js';
import type { JsonObject } from '../model/game.js';
import type { BaseRom } from '../model/rom.js';
import type { Finding, Mend, Place } from '../model/verify.js';

/** What the checks of a verification look at, and what mends change. */
export interface VerifyDeps {
  readonly rows: VerifyRows;
  readonly files: VerifyFiles;
  readonly ledger: VerifyLedger;
  readonly repairs: VerifyRepairs;
  /** Null: what needs it is not checked. */
  readonly base: BaseRom | null;
  /** Apply every patch again. */
  readonly deep: boolean;
  readonly sources: SealSources;
  /** Of what is sealed anew. */
  readonly compression: Compression;
  /** Makes a new UUID (v4). */
  readonly uuid: () => string;
}

/** Something that is not as it must be. */
export const damage = (place: Place, reason: string, mend: Mend | null = null): Finding => ({
  ...place,
  damage: true,
  reason,
  mend,
});

/** Something that is not known, or that nobody needs. */
export const notice = (place: Place, reason: string, mend: Mend | null = null): Finding => ({
  ...place,
  damage: false,
  reason,
  mend,
});

/** A file that may be anything; null when it is missing or cannot be read. */
export async function readIfSound(
  files: VerifyFiles,
  folder: ArchiveFolder,
  name: string | null,
): Promise<Buffer | null> {
  return name === null ? null : files.read(folder, name).catch(nullForItem);
}

/** Null in the place of an ItemError; throws whatever else was thrown. */
export function nullForItem(error: unknown): null {
  if (error instanceof ItemError) return null;
  throw error;
}

/** A JSON file that may be anything; null when it is missing, cannot be read or is no JSON object. */
export async function readJson(
  files: VerifyFiles,
  folder: 'hacks' | 'pat_meta' | 'rom_meta',
  name: string | null,
): Promise<JsonObject | null> {
  return parseJsonObject((await readIfSound(files, folder, name))?.toString('utf8') ?? '');
}

/** What the file of a ROM is called, whatever it is that rows tell of both; null when either is not known. */
export const romFileOf = (gameid: string | null, shake: string | null): string | null =>
  gameid === null || shake === null ? null : `${gameid}_${shake}.sfc`;

/** A file's name out of a row's path. */
export const fileNameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? '';

import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { jsonText } from '../formats/archiveFields.js';
import { jsonAs } from '../formats/jsonAs.js';
import type { ArchivePaths } from '../model/archiveFolders.js';
import { ArchiveError } from '../model/errors.js';
import type { JsonObject } from '../model/game.js';
import type { AppliedPatch, PatchLocation } from '../model/patch.js';
import {
  absolutePath,
  blobName,
  hackFileName,
  isZipName,
  relativePath,
  romName,
  shakeName,
  zipName,
  zipVersion,
} from './archivePaths.js';
import { assertNoDevice } from './assertNoDevice.js';
import { sweepTemporary, writeFileAtomic } from './atomicFile.js';
import { compareFile } from './compareFile.js';
import { readError } from './diskError.js';
import { entriesIn } from './entriesIn.js';
import { errorCode } from './errorCode.js';
import { makeFolder } from './makeFolder.js';
import { removeIfExists } from './removeIfExists.js';
import { verifyFiles } from './verifyFiles.js';

/** The files of an archive. Each is written whole or not at all, and nothing from the network chooses its name. */
export interface ArchiveFiles {
  /** Creates the folders. */
  readonly prepare: () => Promise<void>;
  /** Removes files that a killed run left half-written. Only for a run that has the archive to itself. */
  readonly sweep: () => Promise<void>;
  readonly emptyTemp: () => Promise<void>;
  /** A folder for files that do not outlive the run. */
  readonly temp: string;
  /**
   * Stores a download: in an earlier version's file if that holds the same bytes, else under the game's first name,
   * from `version` on, that is free or holds them.
   *
   * @returns the path, relative to the archive
   */
  readonly storeZip: (id: string, version: number, bytes: Buffer) => Promise<string>;
  /** Whether a row's path is that of an existing ZIP of this archive, of the size that the row says. */
  readonly hasZip: (path: string, bytes: number) => Promise<boolean>;
  /** The size of a row's ZIP in bytes; null if it is missing, or is not a ZIP of this archive. */
  readonly zipSize: (path: string) => Promise<number | null>;
  readonly readZip: (path: string) => Promise<Buffer>;
  readonly storePatch: (shake: string, bytes: Buffer) => Promise<void>;
  readonly readPatch: (shake: string) => Promise<Buffer>;
  readonly storeRom: (id: string, shake: string, bytes: Buffer) => Promise<void>;
  readonly readRom: (id: string, shake: string) => Promise<Buffer>;
  readonly storeBlob: (name: string, bytes: Buffer) => Promise<void>;
  readonly discardBlobs: (names: readonly string[]) => Promise<void>;
  readonly writeHack: (id: string, json: JsonObject) => Promise<void>;
  /** Writes `pat_meta` and `rom_meta`, unless another hack (or, for a ROM, another patch) came first. */
  readonly writeMeta: (patch: AppliedPatch, json: JsonObject) => Promise<void>;
  /** Where a patch and its ROM are, relative to the archive root, with `/`. */
  readonly location: (id: string, patch: AppliedPatch) => PatchLocation;
  readonly patchLocation: (shake: string) => string;
  readonly romLocation: (id: string, shake: string) => string;
}

/** The owner of a `pat_meta` or `rom_meta` file. Old files may be one-element arrays, and need not name the patch. */
const owner = z.object({ id: z.union([z.string(), z.number().transform(String)]), patch: z.string().optional() });
const metaFile = z.union([owner, z.tuple([owner]).transform(([only]) => only)]);

/**
 * @param root - the archive's folder, absolute
 * @throws ArchiveError - from every method, when a file cannot be read or written
 */
export function archiveFiles(root: string, paths: ArchivePaths): ArchiveFiles {
  /** The file at a row's path; null if that is anything but a ZIP of this archive. */
  const storedZip = (path: string): string | null => {
    const file = absolutePath(root, path);
    return isZipName(basename(file)) && file === join(paths.zips, basename(file)) ? file : null;
  };
  const patchPath = (shake: string): string => join(paths.patch, shakeName(shake));
  const romPath = (id: string, shake: string): string => join(paths.rom, romName(id, shake));
  const blobPath = (name: string): string => join(paths.blobs, blobName(name));

  async function writeOwned(path: string, json: JsonObject): Promise<void> {
    const there = jsonAs(metaFile, (await readIfThere(path))?.toString('utf8') ?? null);
    if (there !== null && (there.id !== json.id || (there.patch ?? json.patch) !== json.patch)) return;
    await writeFileAtomic(path, jsonText(json));
  }

  /**
   * The versions before `version` that have a ZIP, latest first. The folder is listed rather than probed number by
   * number: other tools may have left gaps of thousands.
   */
  async function earlierVersions(id: string, version: number): Promise<readonly number[]> {
    const found: number[] = [];
    if (version === 1) return found;
    for await (const name of verifyFiles(paths).names('zips')) {
      const number = zipVersion(id, name);
      if (number !== null && number < version) found.push(number);
    }
    return found.sort((a, b) => b - a);
  }

  return {
    temp: paths.temp,
    prepare: async () => {
      for (const folder of Object.values(paths)) await makeFolder(folder);
    },
    sweep: async () => {
      for (const folder of Object.values(paths)) await sweepTemporary(folder);
    },
    emptyTemp: async () => {
      for (const { name } of await entriesIn(paths.temp))
        await removeIfExists(join(paths.temp, name), { recursive: true });
    },

    storeZip: async (id, version, bytes) => {
      const at = (number: number): string => join(paths.zips, zipName(id, number));
      for (const number of await earlierVersions(id, version)) {
        if ((await compareFile(at(number), bytes)) === 'same') return relativePath(root, at(number));
      }
      for (let number = version; ; number += 1) {
        const there = await compareFile(at(number), bytes);
        if (there === 'missing') await writeFileAtomic(at(number), bytes);
        if (there !== 'other') return relativePath(root, at(number));
      }
    },
    hasZip: async (path, bytes) => {
      const file = storedZip(path);
      return file !== null && (await sizeOf(file)) === bytes;
    },
    zipSize: async (path) => {
      const file = storedZip(path);
      return file === null ? null : sizeOf(file);
    },
    readZip: async (path) => {
      const file = storedZip(path);
      if (file === null)
        throw new ArchiveError(`${JSON.stringify(path)} is not a ZIP of this archive; it was not opened.`);
      return readOrFail(file);
    },

    storePatch: (shake, bytes) => storeOnce(patchPath(shake), bytes),
    readPatch: (shake) => readOrFail(patchPath(shake)),
    storeRom: (id, shake, bytes) => storeOnce(romPath(id, shake), bytes),
    readRom: (id, shake) => readOrFail(romPath(id, shake)),
    storeBlob: (name, bytes) => writeFileAtomic(blobPath(name), bytes),
    discardBlobs: async (names) => {
      for (const name of names) await removeIfExists(blobPath(name), { recursive: true });
    },

    writeHack: (id, json) => writeFileAtomic(join(paths.hacks, hackFileName(id)), jsonText(json)),
    writeMeta: async ({ digests, outcome }, json) => {
      await writeOwned(join(paths.pat_meta, shakeName(digests.shake128)), json);
      await writeOwned(join(paths.rom_meta, shakeName(outcome.rom.shake128)), json);
    },

    location: (id, { digests, outcome }) => ({
      patch: relativePath(root, patchPath(digests.shake128)),
      rom: relativePath(root, romPath(id, outcome.rom.shake128)),
    }),
    patchLocation: (shake) => relativePath(root, patchPath(shake)),
    romLocation: (id, shake) => relativePath(root, romPath(id, shake)),
  };
}

/** A file whose name is the hash of its content need not be written twice, unless it is damaged. */
async function storeOnce(path: string, bytes: Buffer): Promise<void> {
  if ((await compareFile(path, bytes)) !== 'same') await writeFileAtomic(path, bytes);
}

async function readIfThere(path: string): Promise<Buffer | null> {
  await assertNoDevice(path, 'read');
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw readError('Cannot read', path, error);
  }
}

async function readOrFail(path: string): Promise<Buffer> {
  await assertNoDevice(path, 'read');
  try {
    return await readFile(path);
  } catch (error) {
    throw readError('Cannot read', path, error);
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch {
    return null;
  }
}

import { relative, resolve, sep } from 'node:path';
import { type ArchivePaths, ofEachFolder } from '../model/archiveFolders.js';
import { ArchiveError } from '../model/errors.js';

/** The default folders of an archive: below its root, under their own names. */
export const archivePaths = (root: string): ArchivePaths => ofEachFolder((folder) => resolve(root, folder));

/** A path as rows and JSON files hold it: relative to the archive root, with `/` on every operating system. */
export function relativePath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** The absolute path for a row's relative one. */
export function absolutePath(root: string, path: string): string {
  return resolve(root, path);
}

/** An id, and a version from 2 on. */
const ZIP_NAME = /^([0-9]{1,20})(?:_([1-9][0-9]{0,15}))?\.zip$/;

/**
 * `<id>.zip`, from version 2 on `<id>_<version>.zip`.
 *
 * @throws ArchiveError - the id is not digits, or the version is not a positive integer
 */
export function zipName(id: string, version: number): string {
  if (!Number.isSafeInteger(version) || version < 1) throw refusal('version', String(version));
  return version === 1 ? `${gameId(id)}.zip` : `${gameId(id)}_${version}.zip`;
}

/** The version in the name of a game's ZIP, as {@link zipName} gives it; null for every other name. */
export function zipVersion(id: string, name: string): number | null {
  const [, game, version = '1'] = ZIP_NAME.exec(name) ?? [];
  return game === id && Number.isSafeInteger(Number(version)) ? Number(version) : null;
}

/** Whether a file's name is one that {@link zipName} gives. */
export function isZipName(name: string): boolean {
  return ZIP_NAME.test(name);
}

/**
 * `<id>_<shake>.sfc`.
 *
 * @throws ArchiveError - the id is not digits, or the hash is not 32 characters of its alphabet
 */
export function romName(id: string, shake: string): string {
  return `${gameId(id)}_${shakeName(shake)}.sfc`;
}

/**
 * `<id>`: the name of a hack's JSON file.
 *
 * @throws ArchiveError - the id is not digits
 */
export function hackFileName(id: string): string {
  return gameId(id);
}

/**
 * The name of a patch's file and of its JSON: its own hash.
 *
 * @throws ArchiveError - it is not 32 characters of its alphabet
 */
export function shakeName(shake: string): string {
  return matching(/^[A-Za-z0-9_-]{32}$/, 'hash', shake);
}

/**
 * `pblob_<id>_<10 hex>` or `rblob_<id>_<10 hex>`.
 *
 * @throws ArchiveError - it is anything else
 */
export function blobName(name: string): string {
  return matching(/^[pr]blob_[0-9]{1,20}_[0-9a-f]{10}$/, 'blob name', name);
}

const gameId = (id: string): string => matching(/^[0-9]{1,20}$/, 'game id', id);

/** Nothing from the network becomes a path unless it matches exactly. */
function matching(pattern: RegExp, what: string, text: string): string {
  if (!pattern.test(text)) throw refusal(what, text);
  return text;
}

function refusal(what: string, text: string): ArchiveError {
  return new ArchiveError(`${JSON.stringify(text.slice(0, 80))} is not a valid ${what}; nothing was written.`);
}

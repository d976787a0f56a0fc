import { posix } from 'node:path';
import { normalForm } from '../normalForm.js';

/** No system has longer paths: what is longer names no file, and is its own key. */
const LONGEST = 32_767;

/** A path that is its own key, as most are: of plain characters, no colon among them, and no part begins with a dot. */
const TIDY = /^\.(?:\/[!-\-0-9;-[\]-~][ -.0-9;-[\]-~]*)+(?<! )$/;

/**
 * What two paths of a gamelist have in common when they name one file: `./a.zip`, `a.zip`, `.//a.zip` and `.\a.zip` are
 * `./a.zip`, in Unicode NFC; case counts, as it does for ES-DE.
 *
 * @param path - as a gamelist or {@link import('../../model/romFile.js').RomFile.path} has it
 * @param systemPath - the system's ROM folder, absolute: what lies in it is named relative to it, as ES-DE does
 * @returns `./…`; a path out of the folder stays `../…` or absolute, with `/` on every system
 */
export function gamelistKey(path: string, systemPath?: string): string {
  if (path.length > LONGEST || TIDY.test(path)) return path;
  const plain = tidy(path);
  if (!/^(?:\/|[a-z]:\/)/.test(plain)) return plain.startsWith('../') ? plain : `./${plain}`;
  const folder = systemPath === undefined ? null : `${tidy(systemPath)}/`;
  return folder !== null && plain.startsWith(folder) ? `./${plain.slice(folder.length)}` : plain;
}

function tidy(path: string): string {
  const trimmed = path.replaceAll(/^[ \t\r\n]+|(?<![ \t\r\n])[ \t\r\n]+$/g, '');
  const slashed = normalForm(trimmed, 'NFC').replaceAll('\\', '/');
  return posix
    .normalize(slashed)
    .replace(/\/$/, '')
    .replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
}

import { posix } from 'node:path';
import { normalForm } from '../normalForm.js';

/** No operating system has longer paths: a longer one names no file, and is its own key. */
const MAX_LENGTH = 32_767;

/** A path that is its own key, as most are: it has plain characters only, no colon, and no part that begins with a dot. */
const TIDY = /^\.(?:\/[!-\-0-9;-[\]-~][ -.0-9;-[\]-~]*)+(?<! )$/;

/**
 * The key under which gamelist paths that name the same file are equal: `./a.zip`, `a.zip`, `.//a.zip` and `.\a.zip`
 * are all `./a.zip`, in Unicode NFC; case matters, as it does for ES-DE.
 *
 * @param path - as a gamelist or {@link import('../../model/romFile.js').RomFile.path} has it
 * @param systemPath - the system's ROM folder, absolute: paths in it become relative to it, as in ES-DE
 * @returns `./…`; a path that leads out of the folder stays `../…` or absolute, with `/` on every operating system
 */
export function gamelistKey(path: string, systemPath?: string): string {
  if (path.length > MAX_LENGTH || TIDY.test(path)) return path;
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

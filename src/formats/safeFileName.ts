import { normalForm } from './normalForm.js';

/** Short enough for every file system in use (eCryptfs takes 143 bytes), long enough for any hack. */
const MAX_BYTES = 140;

/** Characters that Windows, or any path, reserves. */
const RESERVED = /[<>:"/\\|?*]/gu;
/**
 * Characters that are invisible or in no font: format characters, among them bidirectional controls, and private-use,
 * unpaired surrogate and unassigned code points.
 */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu;
/** Control characters and every kind of space and line break. */
const BLANK = /[\p{Cc}\p{Z}]+/gu;
/** The names under which Windows finds devices in every folder, whatever follows the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/iu;

/**
 * Names a file after a hack, so that the name is valid in any folder on Linux, macOS and Windows: in Unicode's composed
 * form (NFC), on one line, without separators, device names, or leading or trailing dots and spaces, and at most 140
 * bytes of UTF-8.
 *
 * @param name - any text
 * @param id - digits; the name to use instead if nothing legible remains of `name`
 * @param extension - with its dot, plain ASCII
 * @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export function safeFileName(name: string, id: string, extension: string): string {
  const most = MAX_BYTES - extension.length;
  const visible = normalForm(name, 'NFC').replace(INVISIBLE, '').replace(BLANK, ' ').replace(RESERVED, '_');
  const plain = normalForm(visible, 'NFC');
  const stem = bare(cut(bare(plain), most));
  if (!/[^_. ]/u.test(stem)) return `${id}${extension}`;
  return `${DEVICE.test(stem) ? bare(cut(`_${stem}`, most)) : stem}${extension}`;
}

/** Strips leading and trailing dots and spaces: they hide a file on one system and vanish on another. */
const bare = (text: string): string => text.replace(/^[. ]+|(?<![. ])[. ]+$/gu, '');

/** As many whole characters as fit into `most` bytes of UTF-8. */
function cut(text: string, most: number): string {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    kept += character;
  }
  return kept;
}

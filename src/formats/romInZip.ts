/**
 * What people put beside a ROM: read-me files, links and check sums, pictures (but cartridges of PICO-8) and manuals, and what
 * systems leave behind. Compared in lower case.
 */
const BESIDE =
  /\.(?:txt|nfo|diz|doc|rtf|html?|url|sfv|md5|sha1|jpe?g|gif|bmp|webp|pdf|ds_store)$|(?<!\.p8)\.png$|^(?:thumbs\.db|desktop\.ini)$/;
/** `.` and `..` are no names. */
const HIDDEN = /^\.(?!\.?$)|^__macosx$/;
const ARCHIVE = /\.(?:zip|7z|rar)$/;

/**
 * Whether a file in a ZIP is taken for a ROM: neither hidden (`.…`, `__MACOSX/…`) nor a folder, a text or picture beside the
 * ROM, or an archive in its turn.
 *
 * @param path - as the ZIP has it, with `/`; of a folder it ends in one
 */
export function isRomInZip(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  const name = parts.at(-1) ?? '';
  if (name === '' || parts.some((part) => HIDDEN.test(part))) return false;
  return !BESIDE.test(name) && !ARCHIVE.test(name);
}

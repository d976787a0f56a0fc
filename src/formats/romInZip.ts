/**
 * What is found beside a ROM without being one: readmes, links, checksums, pictures (except PICO-8 cartridges),
 * manuals, and operating system leftovers. Compared in lower case.
 */
const BESIDE =
  /\.(?:txt|nfo|diz|doc|rtf|html?|url|sfv|md5|sha1|jpe?g|gif|bmp|webp|pdf|ds_store)$|(?<!\.p8)\.png$|^(?:thumbs\.db|desktop\.ini)$/;
/** `.` and `..` are not names. */
const HIDDEN = /^\.(?!\.?$)|^__macosx$/;
const ARCHIVE = /\.(?:zip|7z|rar)$/;

/**
 * Whether a file in a ZIP is taken for a ROM: not if it is hidden (`.…`, `__MACOSX/…`), a folder, a text or picture
 * beside the ROM, or another archive.
 *
 * @param path - as in the ZIP, with `/`; a folder's ends in one
 */
export function isRomInZip(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  const name = parts.at(-1) ?? '';
  if (name === '' || parts.some((part) => HIDDEN.test(part))) return false;
  return !BESIDE.test(name) && !ARCHIVE.test(name);
}

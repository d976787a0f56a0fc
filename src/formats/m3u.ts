/**
 * The files that a playlist names, in its order, as they are written there; none is named twice.
 *
 * Blank lines and lines that begin with `#` name nothing, and neither does what follows a `|`, by which emulators call a disc
 * in their menus. Line ends may be LF, CRLF or CR.
 *
 * @see https://docs.libretro.com/guides/disc-swapping-applications/
 * @see https://github.com/libretro/libretro-uae/pull/223
 */
export function m3uEntries(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => !line.trimStart().startsWith('#'));
  const names = lines.map((line) => line.replace(/\|.*$/s, '').trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

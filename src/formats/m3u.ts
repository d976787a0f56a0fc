/**
 * The distinct files that a playlist names, in order, as written there.
 *
 * Blank lines and lines that begin with `#` are ignored, and so is whatever follows a `|`: the label that emulators
 * show for a disc in their menus. Line endings may be LF, CRLF or CR.
 *
 * @see https://docs.libretro.com/guides/disc-swapping-applications/
 * @see https://github.com/libretro/libretro-uae/pull/223
 */
export function m3uEntries(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => !line.trimStart().startsWith('#'));
  const names = lines.map((line) => line.replace(/\|.*$/s, '').trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/**
 * The files that a playlist names, in its order, as they are written there; none is named twice.
 *
 * Blank lines and lines that begin with `#` name nothing. Line ends may be LF, CRLF or CR.
 *
 * @see https://docs.libretro.com/guides/disc-swapping-applications/
 */
export function m3uEntries(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))];
}

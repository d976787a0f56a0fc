/** How ES-DE's list of extensions denotes a file without one. */
const NONE = '.';

/**
 * The extension by which a file name belongs to a system; null if it does not.
 *
 * @param extensions - lower case, each with its dot, compared as true suffixes: `.tar.gz` works, and the longest match
 *   wins. A lone `.` stands for names without a dot.
 * @returns as in `extensions`; the empty string for a name without a dot
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/INSTALL.md#es_systemsxml
 */
export function romExtension(name: string, extensions: readonly string[]): string | null {
  const lower = name.toLowerCase();
  const fitting = extensions.filter((one) => one.length > 1 && lower.length > one.length && lower.endsWith(one));
  const [longest] = fitting.sort((a, b) => b.length - a.length);
  if (longest !== undefined) return longest;
  return extensions.includes(NONE) && !name.includes('.') ? '' : null;
}

/** `alt` that is not part of a longer word: in `alt.bps`, `hack_alt` and `(alt)`, not in `Salt`, `Default` or `alternate`. */
const LONE_ALT = /(?<!\p{L})alt(?!\p{L})/u;

/** What a name says for or against a patch: the first of each pair is looked for in the lower-cased path. */
const WORDS = [
  ['readme', -100],
  ['read me', -100],
  ['optional', -50],
  ['alternate', -30],
  ['hack', 20],
  ['patch', 10],
] as const;

/** ZIPs of old Windows programs separate folders with backslashes, and some programs begin every name at the root: `./a.bps`. */
const belowRoot = (path: string): string => path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');

/**
 * Whether a file of a hack's ZIP may be one of its patches, going by its path alone.
 *
 * `.bps` and `.ips` in any case and any folder are; the leftovers of macOS (`__MACOSX/`, `._*`) and everything below a
 * path that begins with `Espa` (the Spanish versions) are not.
 *
 * @param path - the name inside the ZIP; `/` and `\` both separate
 */
export function isPatchPath(path: string): boolean {
  const name = belowRoot(path);
  const parts = name.split('/');
  const file = parts.at(-1) ?? '';
  return /\.(?:bps|ips)$/i.test(file) && !file.startsWith('._') && !parts.includes('__MACOSX') && !/^espa/i.test(name);
}

/**
 * How likely a patch is the hack itself and not an extra: the best score is tried first.
 *
 * +100 in the root, +50 for a name ending in `.bps`, + size / 1000 (50 at most), and what the words in the path add or
 * take away.
 *
 * @param path - the name inside the ZIP; `/` and `\` both separate
 * @param size - uncompressed, in bytes
 */
export function scorePatch(path: string, size: number): number {
  const name = belowRoot(path).toLowerCase();
  const words = WORDS.reduce((sum, [word, weight]) => (name.includes(word) ? sum + weight : sum), 0);
  return (
    (name.includes('/') ? 0 : 100) +
    (name.endsWith('.bps') ? 50 : 0) +
    Math.min(size / 1000, 50) +
    words -
    (LONE_ALT.test(name) ? 30 : 0)
  );
}

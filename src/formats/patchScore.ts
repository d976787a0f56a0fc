/** `alt` that is not part of a longer word: in `alt.bps`, `hack_alt` and `(alt)`, not in `Salt`, `Default` or `alternate`. */
const LONE_ALT = /(?<!\p{L})alt(?!\p{L})/u;

/** Words that count for or against a patch: each is looked for in the lower-cased path and carries a weight. */
const WORDS = [
  ['readme', -100],
  ['read me', -100],
  ['optional', -50],
  ['alternate', -30],
  ['hack', 20],
  ['patch', 10],
] as const;

/** Old Windows programs separate the folders in a ZIP with backslashes, and some programs prefix every name: `./a.bps`. */
const belowRoot = (path: string): string => path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');

/**
 * Whether a file in a hack's ZIP may be one of its patches, judging by its path alone.
 *
 * `.bps` and `.ips` in any case and any folder may be; macOS leftovers (`__MACOSX/`, `._*`) and everything below a path
 * that begins with `Espa` (the Spanish versions) may not.
 *
 * @param path - the name inside the ZIP; `/` and `\` are both separators
 */
export function isPatchPath(path: string): boolean {
  const name = belowRoot(path);
  const parts = name.split('/');
  const file = parts.at(-1) ?? '';
  return /\.(?:bps|ips)$/i.test(file) && !file.startsWith('._') && !parts.includes('__MACOSX') && !/^espa/i.test(name);
}

/**
 * How likely a patch is to be the hack itself rather than an extra; the best score is tried first.
 *
 * +100 in the root, +50 for a name ending in `.bps`, + size / 1000 (50 at most), plus or minus the weights of the words
 * in the path.
 *
 * @param path - the name inside the ZIP; `/` and `\` are both separators
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

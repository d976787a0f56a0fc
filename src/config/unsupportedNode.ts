/**
 * What is wrong with a Node.js version that lacks something romflow needs, such as `crc32` of `node:zlib`; `null` if it has
 * everything. `engines` in package.json tells npm the same.
 *
 * @param running - the version: `22.1.0`
 */
export function unsupportedNode(running: string): string | null {
  const [major = 0, minor = 0] = running.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 2) || (major === 20 && minor >= 19)) return null;
  return `Node.js ${running} is too old: install 20.19 or newer (but not 21, 22.0 or 22.1).`;
}

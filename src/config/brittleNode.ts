/**
 * What is to be said of a Node.js that ends a program while it collects garbage, once better-sqlite3 was built for it; `null`
 * for all others.
 *
 * @param running - its version: `24.21.0`
 * @see https://github.com/nodejs/node/issues/65446
 */
export function brittleNode(running: string): string | null {
  return /^24\.(?:19|20|21)\./.test(running)
    ? `Node.js ${running} can abort romflow at any moment (no data is lost); install 24.22 or newer, where this is fixed.`
    : null;
}

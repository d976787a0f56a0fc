/**
 * A warning about Node.js versions that can abort the process during garbage collection when better-sqlite3 was built for them;
 * `null` for all others.
 *
 * @param running - the version: `24.21.0`
 * @see https://github.com/nodejs/node/issues/65446
 */
export function unstableNode(running: string): string | null {
  return /^24\.(?:19|20|21)\./.test(running)
    ? `Node.js ${running} can abort romflow at any moment (no data is lost); install 24.22 or newer, where this is fixed.`
    : null;
}

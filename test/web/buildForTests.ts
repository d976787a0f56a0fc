import { rmSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { testBuild } from '../endToEnd/testBuild.js';

/**
 * One test build for the tests of a file.
 *
 * @returns what tells the path of its `cli.js`
 */
export function buildForTests(): () => string {
  let build: ReturnType<typeof testBuild> | null = null;
  beforeAll(() => {
    build = testBuild();
  });
  afterAll(() => {
    if (build !== null) rmSync(build.folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return () => {
    if (build === null) throw new Error('There is no build yet.');
    return build.cli;
  };
}

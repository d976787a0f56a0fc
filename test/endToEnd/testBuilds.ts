import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the builds that {@link testBuild} makes, for all tests of a run. */
    readonly testBuilds: string;
  }
}

/** Runs before the tests. @returns the teardown */
export function setup({ config, provide }: TestProject): () => void {
  const folder = mkdtempSync(join(config.env.TMPDIR ?? tmpdir(), 'romflow-test-builds-'));
  chmodSync(folder, 0o755);
  provide('testBuilds', folder);
  return () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}

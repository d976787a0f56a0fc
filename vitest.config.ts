import { statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** An in-memory file system, on Linux. */
const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 4 * 2 ** 30;

/** Where tests put their files: thousands of archives, each commit of which would wait for a disk. */
function folderForTests(): string {
  if (process.env.TMPDIR !== undefined) return tmpdir();
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize < ENOUGH_BYTES ? tmpdir() : IN_MEMORY;
  } catch {
    return tmpdir();
  }
}

/** Tests that share loaded modules with each other: the modules keep no state, and loading is half the tests' time. */
const SHARING = 'test/!(web)/**/*.test.{ts,tsx}';

/** Test files that take a minute or more. */
const LONG = [
  'endToEnd/kill',
  'endToEnd/workers',
  'endToEnd/scrapeKill',
  'endToEnd/faults',
  'endToEnd/scrapeStopped',
  'endToEnd/scrapeDisk',
  'endToEnd/disk',
  'web/pages',
  'web/run',
  'web/scrapeRun',
].map((name) => new RegExp(`/test/${name}\\.test\\.ts$`));

/** Runs long tests first, so that no worker is left alone at the end: a fresh checkout has no record of how long each took. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = LONG.length;
    const place = ({ moduleId }: TestSpecification): number => {
      const index = LONG.findIndex((name) => name.test(moduleId));
      return index === -1 ? others : index;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    // For noisy two-core machines: timeouts guard against hangs, they do not measure.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 50_000 } },
    // Worker threads started by tests run from source too, and cache keys.
    execArgv: ['--import', './test/tsLoader.mjs', '--import', './test/rememberedKeys.mjs'],
    globalSetup: './test/endToEnd/testBuilds.ts',
    // Node reads a machine's extra certificates at every start, which takes three times as long as the rest of it; no test uses
    // TLS. The programs started by tests share the cores: V8's helper threads would cost them a tenth of their time.
    env: { TMPDIR: folderForTests(), NODE_EXTRA_CA_CERTS: '', NODE_OPTIONS: '--v8-pool-size=0' },
    sequence: { sequencer: LongestFirst },
    // While some wait for a clock or the disk, the others keep the cores busy.
    maxWorkers: availableParallelism() + 2,
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: ['test/**/*.test.{ts,tsx}'], exclude: [SHARING] },
      },
      { extends: true, test: { name: 'sharing', include: [SHARING], isolate: false } },
    ],
  },
});

import { statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A disk in memory, where Linux has one. */
const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 4 * 2 ** 30;

/** Where tests put their files: thousands of archives, of which every commit would wait for a disk. */
function folderForTests(): string {
  if (process.env.TMPDIR !== undefined) return tmpdir();
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize < ENOUGH_BYTES ? tmpdir() : IN_MEMORY;
  } catch {
    return tmpdir();
  }
}

/** Tests that share what the modules that they import have loaded: nothing in those changes, and loading is half their time. */
const SHARING = 'test/!(web)/**/*.test.{ts,tsx}';

/** What takes a minute or more. */
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

/** Begins with what takes long, so that in the end nobody works alone: a fresh checkout does not know what took how long. */
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
    // Noisy two-core machines: time-outs guard against hangs, they do not measure.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 50_000 } },
    // Worker threads that a test starts run the sources, too, and remember keys.
    execArgv: ['--import', './test/tsLoader.mjs', '--import', './test/rememberedKeys.mjs'],
    globalSetup: './test/endToEnd/testBuilds.ts',
    // Certificates that a machine adds are read by Node at every start, three times as long as the rest of it takes; no test
    // speaks TLS. The programs that tests start share the cores with each other: V8's helpers beside them cost a tenth of their time.
    env: { TMPDIR: folderForTests(), NODE_EXTRA_CA_CERTS: '', NODE_OPTIONS: '--v8-pool-size=0' },
    sequence: { sequencer: LongestFirst },
    // While one waits for a clock or the disk, the others keep the cores at work.
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

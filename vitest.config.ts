import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Noisy two-core machines: time-outs guard against hangs, they do not measure.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: '100%',
    // Worker threads that a test starts run the sources, too.
    execArgv: ['--import', './test/tsLoader.mjs'],
  },
});

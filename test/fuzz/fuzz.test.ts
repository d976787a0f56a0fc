import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FUZZ_TARGETS } from './targets.js';

/** For each target; `npm run fuzz` runs more than a million. */
const CASES = 1000;

test.each(Object.entries(FUZZ_TARGETS))(`${CASES} broken inputs for %s`, async (_, { property }) => {
  const details = await fc.check(property, { numRuns: CASES });
  expect(details.failed, await fc.asyncDefaultReportMessage(details)).toBe(false);
  expect(details.numRuns).toBe(CASES);
});

test('a full run has at least a million cases of patches', () => {
  const { bps, ips, noise } = FUZZ_TARGETS;
  expect((bps?.cases ?? 0) + (ips?.cases ?? 0) + (noise?.cases ?? 0)).toBeGreaterThanOrEqual(1_000_000);
});

import fc from 'fast-check';
import { RunError, UsageError } from '../../src/model/errors.js';
import { FUZZ_TARGETS } from './targets.js';
import { type FuzzWords, readFuzzWords } from './words.js';

/*
 * npm run fuzz [-- --seed N --seconds N --cases N --target NAME --path PATH]
 *
 * Feeds damaged bytes to everything that reads foreign ones. --seconds is the limit of each target, --cases overrides its
 * number of cases; --seed with --target and --path reproduces one failure. Exits with 1 if anything failed, and with 2 for
 * arguments that it does not understand.
 */
async function run({ seed, seconds, cases, target: only, path }: FuzzWords): Promise<number> {
  console.log(`seed ${seed}, at most ${seconds} s a target`);
  let total = 0;
  let failed = false;
  for (const [name, target] of Object.entries(FUZZ_TARGETS)) {
    if (only !== null && only !== name) continue;
    const begun = performance.now();
    const parameters = {
      seed,
      numRuns: cases ?? target.cases,
      interruptAfterTimeLimit: seconds * 1000,
      markInterruptAsFailure: false,
      ...(path === null ? {} : { path }),
    };
    const details = await checked(target.property, parameters);
    const took = (performance.now() - begun) / 1000;
    total += details.numRuns;
    console.log(`${name}: ${details.numRuns} cases in ${took.toFixed(1)} s`);
    if (details.failed) {
      console.log(await fc.asyncDefaultReportMessage(details));
      console.log(
        `Repeat it: npm run fuzz -- --target ${name} --seed=${seed} --path "${details.counterexamplePath ?? ''}"`,
      );
      failed = true;
    }
  }
  console.log(`${total} cases, ${failed ? 'with failures' : 'none failed'}`);
  return failed ? 1 : 0;
}

/** A path that leads nowhere is not a failure of what is fuzzed. */
async function checked(property: fc.IRawProperty<unknown>, parameters: fc.Parameters<unknown>) {
  try {
    return await fc.check(property, parameters);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('Unable to replay'))) throw error;
    throw new UsageError(
      '--path leads to no case of this seed and target; take all three from what a failure printed.',
    );
  }
}

try {
  const targets = Object.keys(FUZZ_TARGETS);
  process.exitCode = await run(readFuzzWords(process.argv.slice(2), process.env, { targets, now: Date.now() }));
} catch (error) {
  if (!(error instanceof RunError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}

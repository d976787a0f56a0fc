import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { FUZZ_TARGETS } from './targets.js';

/*
 * npm run fuzz [-- --seed N --seconds N --cases N --target NAME --path PATH]
 *
 * Feeds everything that reads foreign bytes with damaged ones. --seconds is the limit of each target, --cases replaces its
 * number of cases; --seed with --target and --path repeats one failure.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seconds: { type: 'string' },
    cases: { type: 'string' },
    target: { type: 'string' },
    path: { type: 'string' },
  },
});
const number = (name: 'seed' | 'seconds' | 'cases', otherwise: number): number => {
  const text = values[name] ?? process.env[`FUZZ_${name.toUpperCase()}`];
  if (text === undefined) return otherwise;
  if (!/^-?[0-9]{1,10}$/.test(text)) throw new Error(`--${name} must be a whole number, got ${text}.`);
  return Number(text);
};
const seed = number('seed', Date.now() | 0);
const seconds = number('seconds', 600);
const { target: only, path } = values;
if (only !== undefined && !Object.hasOwn(FUZZ_TARGETS, only)) {
  throw new Error(`There is no target ${only}; there are ${Object.keys(FUZZ_TARGETS).join(', ')}.`);
}

console.log(`seed ${seed}, at most ${seconds} s a target`);
let total = 0;
for (const [name, target] of Object.entries(FUZZ_TARGETS)) {
  if (only !== undefined && only !== name) continue;
  const begun = performance.now();
  const parameters = {
    seed,
    numRuns: number('cases', target.cases),
    interruptAfterTimeLimit: seconds * 1000,
    markInterruptAsFailure: false,
    ...(path === undefined ? {} : { path }),
  };
  const details = await fc.check(target.property, parameters);
  const took = (performance.now() - begun) / 1000;
  total += details.numRuns;
  console.log(`${name}: ${details.numRuns} cases in ${took.toFixed(1)} s`);
  if (details.failed) {
    console.log(await fc.asyncDefaultReportMessage(details));
    console.log(
      `Repeat it: npm run fuzz -- --target ${name} --seed ${seed} --path "${details.counterexamplePath ?? ''}"`,
    );
    process.exitCode = 1;
  }
}
console.log(`${total} cases, ${process.exitCode === 1 ? 'with failures' : 'none failed'}`);

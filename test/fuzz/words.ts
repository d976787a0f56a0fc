import { parseArgs } from 'node:util';
import { UsageError } from '../../src/model/errors.js';

/** The options of a fuzzing run. */
export interface FuzzWords {
  readonly seed: number;
  /** The time limit of each target. */
  readonly seconds: number;
  /** Null: each target's own number. */
  readonly cases: number | null;
  /** Null: all of them. */
  readonly target: string | null;
  /** Path to one failure of that seed and target. */
  readonly path: string | null;
}

const USAGE = 'it takes --seed N, --seconds N, --cases N, --target NAME and --path PATH';

/**
 * Reads the arguments after `npm run fuzz --`; `FUZZ_SEED`, `FUZZ_SECONDS` and `FUZZ_CASES` stand in for numbers that are not
 * given.
 *
 * @param targets - the names of all targets
 * @param now - the default seed
 * @throws UsageError - an argument is invalid
 */
export function readFuzzWords(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  { targets, now }: { readonly targets: readonly string[]; readonly now: number },
): FuzzWords {
  const { seed, seconds, cases, target = null, path = null } = parse(argv);
  if (target !== null && !targets.includes(target)) {
    throw new UsageError(`There is no target ${target}; there are ${targets.join(', ')}.`);
  }
  if (path !== null && !/^\d+(?::\d+)*$/.test(path)) {
    throw new UsageError(`--path must be what a failure has printed, such as 12:0:3, got ${path}.`);
  }
  if (path !== null && (target === null || seed === undefined)) {
    throw new UsageError('--path is of no use without the --seed and --target that it was printed with.');
  }
  return {
    seed: numberIn(seed ?? env.FUZZ_SEED, '--seed', /^-?\d{1,10}$/) ?? now | 0,
    seconds: numberIn(seconds ?? env.FUZZ_SECONDS, '--seconds', /^[1-9]\d{0,5}$/) ?? 600,
    cases: numberIn(cases ?? env.FUZZ_CASES, '--cases', /^[1-9]\d{0,9}$/),
    target,
    path,
  };
}

function parse(argv: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args: [...argv], options: { seed: text, seconds: text, cases: text, target: text, path: text } })
      .values;
  } catch (error) {
    const [what = ''] = error instanceof Error ? error.message.split(/\. |\.?\n/) : [];
    throw new UsageError(`${what}; ${USAGE}.`);
  }
}

function numberIn(text: string | undefined, flag: string, pattern: RegExp): number | null {
  if (text === undefined) return null;
  if (pattern.test(text)) return Number(text);
  throw new UsageError(`${flag} must be a whole number${flag === '--seed' ? '' : ' of at least 1'}, got ${text}.`);
}

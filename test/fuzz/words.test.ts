import { expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.js';
import { readFuzzWords } from './words.js';

const given = { targets: ['bps', 'ips'], now: 7 };

test('without arguments, every target runs for ten minutes at most, with a new seed', () => {
  expect(readFuzzWords([], {}, given)).toEqual({ seed: 7, seconds: 600, cases: null, target: null, path: null });
});

test('flags override the environment', () => {
  const env = { FUZZ_SEED: '1', FUZZ_SECONDS: '2', FUZZ_CASES: '3' };
  expect(readFuzzWords([], env, given)).toMatchObject({ seed: 1, seconds: 2, cases: 3 });
  const argv = ['--seed=-5', '--seconds=9', '--cases', '10', '--target', 'ips', '--path', '12:0:3'];
  expect(readFuzzWords(argv, env, given)).toEqual({ seed: -5, seconds: 9, cases: 10, target: 'ips', path: '12:0:3' });
});

test.each([
  [['word'], "Unexpected argument 'word'"],
  [['--sed', '1'], "Unknown option '--sed'"],
  [['--seed', '-5'], "Option '--seed' argument is ambiguous; it takes"],
  [['--seed'], "Option '--seed <value>' argument missing"],
  [['--seed', 'x'], '--seed must be a whole number, got x.'],
  [['--seconds', '0'], '--seconds must be a whole number of at least 1, got 0.'],
  [['--cases', '1.5'], '--cases must be a whole number of at least 1, got 1.5.'],
  [['--target', 'bsp'], 'There is no target bsp; there are bps, ips.'],
  [['--seed', '1', '--target', 'bps', '--path', '../x'], '--path must be what a failure has printed'],
  [['--path', '1:2'], '--path is of no use without the --seed and --target that it was printed with.'],
])('%j is refused in one sentence', (argv, sentence) => {
  const reading = (): unknown => readFuzzWords(argv, {}, given);
  expect(reading).toThrow(UsageError);
  expect(reading).toThrow(sentence);
  expect(reading).not.toThrow(/\n/);
});

import type { Check } from '../model/check.js';

const SIGNS = { ok: '✓', note: '○', problem: '✗' } as const;

/** What was looked at in words for people, a line each, and a verdict: `✓` well, `○` worth a word, `✗` to be mended. */
export function checkLines(checks: readonly Check[]): readonly string[] {
  const width = Math.max(...checks.map(({ name }) => name.length)) + 2;
  const problems = checks.filter(({ verdict }) => verdict === 'problem').length;
  return [
    ...checks.map(({ name, verdict, message }) => `  ${SIGNS[verdict]} ${`${name}:`.padEnd(width)}${message}`),
    '',
    problems === 0 ? 'All is well.' : `${problems === 1 ? 'One problem needs' : `${problems} problems need`} fixing.`,
  ];
}

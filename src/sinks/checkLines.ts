import type { Check } from '../model/check.js';

const SIGNS = { ok: '✓', note: '○', problem: '✗' } as const;

/** The checks in words for people, a line each, and a verdict: `✓` fine, `○` worth a note, `✗` in need of a fix. */
export function checkLines(checks: readonly Check[]): readonly string[] {
  const width = Math.max(...checks.map(({ name }) => name.length)) + 2;
  const problems = checks.filter(({ verdict }) => verdict === 'problem').length;
  return [
    ...checks.map(({ name, verdict, message }) => `  ${SIGNS[verdict]} ${`${name}:`.padEnd(width)}${message}`),
    '',
    problems === 0 ? 'All is well.' : `${problems === 1 ? 'One problem needs' : `${problems} problems need`} fixing.`,
  ];
}

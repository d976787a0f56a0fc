import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { knownKeys } from './fileKeys.js';

const SHOWN_LENGTH = 60;

type Path = readonly PropertyKey[];

/**
 * Parses with a schema whose every leaf is optional. Each mistake is added to `problems`, its value is left out, and
 * what remains comes back: so one mistake never hides another, in this source or in a later check.
 *
 * @param nameOf - how a value's place is called in messages, such as `smwc.requestDelay` or `--limit`
 */
export function acceptValid<T>(
  schema: z.ZodType<T>,
  raw: unknown,
  problems: string[],
  nameOf: (path: Path) => string,
): T {
  const result = schema.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  problems.push(...issues.flatMap((issue) => describe(issue, nameOf)));
  return schema.parse(without(raw, issues.flatMap(misplaced)));
}

/** The places that an issue is about: one, or one for each unknown key. */
function misplaced(issue: z.core.$ZodIssue): readonly Path[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function describe(issue: z.core.$ZodIssue, nameOf: (path: Path) => string): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return misplaced(issue).map((path) => `${nameOf(path)}: is not a setting; did you mean ${nearestKey(path)}?`);
  }
  // A custom message says all there is to say: its value may be a secret.
  const got = issue.code === 'custom' ? '' : `, got ${shown(issue.input)}`;
  return [`${nameOf(issue.path)}: ${issue.message}${got}`];
}

/** The known key most like this one, by its whole name or by its last part (a key put into the wrong section). */
function nearestKey(path: Path): string {
  const name = path.map(String).join('.');
  const last = String(path.at(-1));
  const far = (key: string): number => Math.min(distance(name, key), distance(last, key.split('.').at(-1) ?? key));
  return knownKeys.reduce((best, key) => (far(key) < far(best) ? key : best));
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a group';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

function without(value: unknown, bad: readonly Path[]): unknown {
  if (bad.length === 0) return value;
  if (typeof value !== 'object' || value === null || bad.some((path) => path.length === 0)) return {};
  const kept = Object.keys(value).filter((key) => !bad.some(([head, ...rest]) => head === key && rest.length === 0));
  const entries = new Map<string, unknown>(Object.entries(value));
  return Object.fromEntries(
    kept.map((key) => [
      key,
      without(
        entries.get(key),
        bad.filter(([head]) => head === key).map((path) => path.slice(1)),
      ),
    ]),
  );
}

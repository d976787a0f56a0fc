import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { UNCOMPILED } from '../formats/uncompiled.js';

const SHOWN_LENGTH = 60;

type Path = readonly PropertyKey[];

/** How messages name the place of a mistake. */
export interface Naming {
  /** The name of a value's place, such as `smwc.requestDelay` or `--limit`. */
  readonly nameOf: (path: Path) => string;
  /** Every known key, as `section.key`: for an unknown one, the nearest of them is suggested. */
  readonly known?: readonly string[];
}

/**
 * Parses with a schema whose every leaf is optional. Each mistake is added to `problems`, its value is dropped, and the rest
 * is returned: so one mistake never hides another, in this source or in a later check. A list with a mistake in it is dropped
 * as a whole.
 */
export function keepValid<T>(schema: z.ZodType<T>, raw: unknown, problems: string[], naming: Naming): T {
  const result = schema.safeParse(raw, { ...UNCOMPILED, reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  problems.push(...issues.flatMap((issue) => describe(issue, naming)));
  return schema.parse(without(raw, issues.flatMap(misplaced)));
}

/** The places that an issue is about: one, or one per unknown key; for an item of a list, the list. */
function misplaced(issue: z.core.$ZodIssue): readonly Path[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...issue.path, key]);
  const index = issue.path.findIndex((part) => typeof part === 'number');
  return [index === -1 ? issue.path : issue.path.slice(0, index)];
}

function describe(issue: z.core.$ZodIssue, { nameOf, known = [] }: Naming): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return misplaced(issue).map((path) => `${nameOf(path)}: is not a setting${hint(path, known)}`);
  }
  // A custom message is complete as it is, and its value may be a secret.
  const got = issue.code === 'custom' ? '' : `, got ${shown(issue.input)}`;
  return misplaced(issue).map((path) => `${nameOf(path)}: ${issue.message}${got}`);
}

/** Suggests the known key most similar to this one, by its whole name or by its last part (a key in the wrong section). */
function hint(path: Path, known: readonly string[]): string {
  if (known.length === 0) return '';
  const name = path.map(String).join('.');
  const last = String(path.at(-1));
  const far = (key: string): number => Math.min(distance(name, key), distance(last, key.split('.').at(-1) ?? key));
  return `; did you mean ${known.reduce((best, key) => (far(key) < far(best) ? key : best))}?`;
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

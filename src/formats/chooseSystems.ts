import { distance } from 'fastest-levenshtein';
import { UsageError } from '../model/errors.js';
import type { System } from '../model/system.js';

const MAX_SUGGESTIONS = 3;

/**
 * Selects systems by their short names, ignoring case; all of them if no name is given. The result is in the order of
 * `all`.
 *
 * @throws UsageError - unknown names, each with the closest known ones
 */
export function chooseSystems(all: readonly System[], wanted: readonly string[]): readonly System[] {
  if (wanted.length === 0) return all;
  const known = new Set(all.map(({ name }) => name.toLowerCase()));
  const unknown = [...new Set(wanted)].filter((name) => !known.has(name.toLowerCase()));
  if (unknown.length > 0) {
    const each = unknown.map((name) => `${JSON.stringify(name)} (${suggestion(name, [...known])})`);
    throw new UsageError(`es_systems.xml has no system named ${each.join(', ')}.`);
  }
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  return all.filter(({ name }) => names.has(name.toLowerCase()));
}

function suggestion(name: string, known: readonly string[]): string {
  const near = known
    .map((other) => ({ other, far: distance(name.toLowerCase(), other) }))
    .filter(({ other, far }) => far < Math.max(name.length, other.length))
    .sort((a, b) => a.far - b.far)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ other }) => other);
  return near.length === 0 ? 'nor any like it' : `did you mean ${near.join(', ')}?`;
}

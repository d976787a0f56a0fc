import { decodeHTMLStrict } from 'entities/decode';
import { distance } from 'fastest-levenshtein';
import { normalForm } from './normalForm.js';

/** A hack's id and name. */
export interface NamedHack {
  readonly id: string;
  readonly name: string;
}

/** What a search by name finds. */
export type NameFound =
  | { readonly is: 'one'; readonly hack: NamedHack }
  /** Several hacks have the name, or have it as a part of theirs. */
  | { readonly is: 'several'; readonly hacks: readonly NamedHack[] }
  /** No hack has it; these have the most similar names. */
  | { readonly is: 'none'; readonly nearest: readonly NamedHack[] };

const MAX_NEAREST = 5;

/**
 * Finds hacks by name: those with exactly that name, ignoring case; if there are none, those whose name contains it.
 *
 * @param hacks - a hack may be listed under several names; entities in them (`&amp;`) are decoded
 */
export function findByName(wanted: string, hacks: readonly NamedHack[]): NameFound {
  const sought = folded(wanted);
  const known = hacks.map((hack) => ({ hack, name: folded(hack.name) }));
  const whole = known.filter(({ name }) => name === sought);
  const found = distinct((whole.length > 0 ? whole : known.filter(({ name }) => name.includes(sought))).map(hackOf));
  const [first, ...others] = found;
  if (first !== undefined) return others.length === 0 ? { is: 'one', hack: first } : { is: 'several', hacks: found };
  const byDistance = known.map((one) => ({ ...one, far: distance(sought, one.name) })).sort((a, b) => a.far - b.far);
  return { is: 'none', nearest: distinct(byDistance.map(hackOf)).slice(0, MAX_NEAREST) };
}

const hackOf = ({ hack }: { readonly hack: NamedHack }): NamedHack => hack;

/** Each id once, under its first name. */
const distinct = (hacks: readonly NamedHack[]): readonly NamedHack[] => {
  const byId = new Map<string, NamedHack>();
  for (const hack of hacks) if (!byId.has(hack.id)) byId.set(hack.id, hack);
  return [...byId.values()];
};

/** Ignores what people do not type on purpose: case, width, and the number of spaces. */
const folded = (name: string): string =>
  normalForm(decodeHTMLStrict(name), 'NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

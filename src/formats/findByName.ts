import { decodeHTMLStrict } from 'entities/decode';
import { distance } from 'fastest-levenshtein';
import { normalForm } from './normalForm.js';

/** A hack by its id and its name. */
export interface NamedHack {
  readonly id: string;
  readonly name: string;
}

/** What a name leads to. */
export type NameFound =
  | { readonly is: 'one'; readonly hack: NamedHack }
  /** Several have the name, or have it in theirs. */
  | { readonly is: 'several'; readonly hacks: readonly NamedHack[] }
  /** Nobody has it; those whose names are most like it. */
  | { readonly is: 'none'; readonly nearest: readonly NamedHack[] };

const MOST_NEAREST = 5;

/**
 * Finds a hack by its name: whoever has exactly that name, in whatever case; else whoever has it as a part of theirs.
 *
 * @param hacks - a hack may be there under several names; entities in them (`&amp;`) are read as what they stand for
 */
export function findByName(wanted: string, hacks: readonly NamedHack[]): NameFound {
  const sought = folded(wanted);
  const known = hacks.map((hack) => ({ hack, name: folded(hack.name) }));
  const whole = known.filter(({ name }) => name === sought);
  const found = distinct((whole.length > 0 ? whole : known.filter(({ name }) => name.includes(sought))).map(hackOf));
  const [first, ...others] = found;
  if (first !== undefined) return others.length === 0 ? { is: 'one', hack: first } : { is: 'several', hacks: found };
  const byDistance = known.map((one) => ({ ...one, far: distance(sought, one.name) })).sort((a, b) => a.far - b.far);
  return { is: 'none', nearest: distinct(byDistance.map(hackOf)).slice(0, MOST_NEAREST) };
}

const hackOf = ({ hack }: { readonly hack: NamedHack }): NamedHack => hack;

/** Each id once, under the first of its names. */
const distinct = (hacks: readonly NamedHack[]): readonly NamedHack[] => {
  const byId = new Map<string, NamedHack>();
  for (const hack of hacks) if (!byId.has(hack.id)) byId.set(hack.id, hack);
  return [...byId.values()];
};

/** Without what people do not mean to type: case, width, and how many spaces. */
const folded = (name: string): string =>
  normalForm(decodeHTMLStrict(name), 'NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

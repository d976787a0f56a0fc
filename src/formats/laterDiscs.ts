const DISC = /\((?:disc|disk|cd) ?(\d+|[a-z])(?: of \d+)?\)/i;

/**
 * Which names are further discs of a set whose first disc is among them: `Saga (Disc 2)` beside `Saga (Disc 1)`,
 * `Saga (Disk B)` beside `Saga (Disk A)`.
 *
 * @param names - with their folders, without their extensions; case is ignored
 */
export function laterDiscs(names: readonly string[]): ReadonlySet<string> {
  const firsts = new Set(names.filter((name) => numberOf(name) === FIRST).map(setOf));
  return new Set(names.filter((name) => (numberOf(name) ?? FIRST) > FIRST && firsts.has(setOf(name))));
}

const FIRST = 1;

/** Null for a name without a disc number. */
function numberOf(name: string): number | null {
  const number = DISC.exec(name)?.[1];
  if (number === undefined) return null;
  return /\d/.test(number) ? Number(number) : number.toLowerCase().charCodeAt(0) - 'a'.charCodeAt(0) + FIRST;
}

const setOf = (name: string): string => name.replace(DISC, '').toLowerCase();

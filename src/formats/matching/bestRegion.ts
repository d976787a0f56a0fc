/** Regions with two short names: ScreenScraper says `sp` where everybody else says `es`. */
const OTHER_NAMES = new Map([['sp', 'es']]);

/**
 * Chooses a region: first the preferred ones that the ROM has, in preferred order; then the other preferred ones; then
 * the ROM's other regions.
 *
 * @param available - the regions on offer, as ScreenScraper names them
 * @param romRegions - as `romRegions` returns them
 * @param preferred - the user's preferences, best first
 * @returns one of `available`, or null: use whatever is offered first
 */
export function bestRegion(
  available: readonly string[],
  romRegions: readonly string[],
  preferred: readonly string[],
): string | null {
  const ofRom = preferred.filter((region) => romRegions.some((own) => isSameRegion(own, region)));
  for (const wanted of [...ofRom, ...preferred, ...romRegions]) {
    const found = available.find((region) => isSameRegion(region, wanted));
    if (found !== undefined) return found;
  }
  return null;
}

/** The item for the region that {@link bestRegion} chooses, else the first one; undefined if nothing is offered. */
export function ofBestRegion<T extends { readonly region: string | null }>(
  offered: readonly T[],
  romRegions: readonly string[],
  preferred: readonly string[],
): T | undefined {
  const available = offered.flatMap(({ region }) => region ?? []);
  const best = bestRegion(available, romRegions, preferred);
  return offered.find(({ region }) => best !== null && region === best) ?? offered[0];
}

/** Whether two short names mean the same region. */
export function isSameRegion(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

function canonical(region: string): string {
  const name = region.trim().toLowerCase();
  return OTHER_NAMES.get(name) ?? name;
}

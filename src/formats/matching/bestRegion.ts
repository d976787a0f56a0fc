/** Regions that have two short names: ScreenScraper says `sp` where everybody else says `es`. */
const OTHER_NAMES = new Map([['sp', 'es']]);

/**
 * The region to take something in: the ROM's regions that are preferred, in preferred order; then the other preferred ones;
 * then the ROM's other regions.
 *
 * @param available - regions that are offered, as ScreenScraper names them
 * @param romRegions - as `romRegions` tells them
 * @param preferred - what the user likes, best first
 * @returns one of `available`, or null: take what is offered first
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

/** What is offered for the region that {@link bestRegion} chooses, else the first; undefined when nothing is. */
export function ofBestRegion<T extends { readonly region: string | null }>(
  offered: readonly T[],
  romRegions: readonly string[],
  preferred: readonly string[],
): T | undefined {
  const available = offered.flatMap(({ region }) => region ?? []);
  const best = bestRegion(available, romRegions, preferred);
  return offered.find(({ region }) => best !== null && region === best) ?? offered[0];
}

/** Whether two short names mean one region. */
export function isSameRegion(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

function canonical(region: string): string {
  const name = region.trim().toLowerCase();
  return OTHER_NAMES.get(name) ?? name;
}

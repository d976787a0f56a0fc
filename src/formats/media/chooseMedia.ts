import { MEDIA_KINDS, type MediaKind } from '../../model/mediaKind.js';
import type { Medium } from '../../model/scrapedGame.js';
import { ofBestRegion } from '../matching/bestRegion.js';
import { mediaFormat } from './mediaFormats.js';

/** How the site marks a medium of the game itself; others are of its publisher, its genre … */
const OF_THE_GAME = 'jeu';

/**
 * Chooses a medium for each kind: the best type that the site has, among those the best region, among those the first
 * one offered. A kind for which it has nothing that ES-DE reads is left out.
 *
 * @param kinds - the ones wanted
 * @param romRegions - short names of the regions in the ROM's name: `us`, `eu` …
 * @param preferredRegions - the user's, best first
 */
export function chooseMedia(
  media: readonly Medium[],
  kinds: readonly MediaKind[],
  romRegions: readonly string[],
  preferredRegions: readonly string[],
): ReadonlyMap<MediaKind, Medium> {
  const chosen = new Map<MediaKind, Medium>();
  for (const kind of kinds) {
    const offered = bestType(ownFirst(readable(media, kind)), kind);
    const medium = MEDIA_KINDS[kind].regional ? ofBestRegion(offered, romRegions, preferredRegions) : offered[0];
    if (medium !== undefined) chosen.set(kind, medium);
  }
  return chosen;
}

const readable = (media: readonly Medium[], kind: MediaKind): readonly Medium[] =>
  media.filter(({ type, format }) => MEDIA_KINDS[kind].types.includes(type) && mediaFormat(kind, format) !== null);

/** The game's own media, if there are any. */
function ownFirst(offered: readonly Medium[]): readonly Medium[] {
  const own = offered.filter(({ parent }) => parent === null || parent === OF_THE_GAME);
  return own.length > 0 ? own : offered;
}

function bestType(offered: readonly Medium[], kind: MediaKind): readonly Medium[] {
  const best = MEDIA_KINDS[kind].types.find((type) => offered.some((medium) => medium.type === type));
  return offered.filter(({ type }) => type === best);
}

import { MEDIA_KINDS, type MediaKind } from '../../model/mediaKind.js';
import type { ScrapedGame } from '../../model/scrapedGame.js';
import { isSameRegion } from './bestRegion.js';
import { nameSimilarity } from './verifyName.js';

const WEIGHTS = { name: 0.4, region: 0.3, size: 0.15, media: 0.1, rating: 0.05 } as const;

/** What a well-documented game has; `ENOUGH_MEDIA` of these are enough. */
const TELLING_MEDIA: readonly MediaKind[] = ['covers', 'screenshots', 'titlescreens', 'marquees', '3dboxes', 'videos'];
const ENOUGH_MEDIA = 3;

/** The worth of sizes that differ by less than this fraction of the larger one; beyond that, {@link OTHER_SIZE}. */
const NEAR_SIZES = [
  { below: 0.05, worth: 0.9 },
  { below: 0.1, worth: 0.7 },
  { below: 0.2, worth: 0.5 },
] as const;
const OTHER_SIZE = 0.2;

const BEST_NOTE = 20;

/**
 * The decimals of a score. Anything beyond is error from adding binary fractions, and would keep a score that is at the
 * threshold just below it.
 */
const DECIMALS = 12;

export interface SearchedRom {
  /** With its extension. */
  readonly fileName: string;
  /** Bytes; null if unknown. */
  readonly size: number | null;
}

/**
 * How likely a search result is the ROM's game, from 0 to 1: 0.40 name + 0.30 region + 0.15 size + 0.10 media + 0.05
 * rating. Unknown parts are left out, and the others are scaled to make up for them.
 *
 * - name: the similarity of the most similar name; 0 without names
 * - region: 1 if there is a name for the first preferred region, 0.2 less for each later one, but at least 0.2; 0.1 if
 *   there are only names for others
 * - size: 1 when equal, 0.9 below 5 % difference, 0.7 below 10 %, 0.5 below 20 %, else 0.2
 * - media: a third for each of cover, screenshot, title screen, marquee, 3D box and video, at most 1
 * - rating: the note, divided by 20
 */
export function scoreCandidate(
  rom: SearchedRom,
  game: ScrapedGame,
  prefs: { readonly preferredRegions: readonly string[] },
): number {
  const titles = game.names.map(({ text }) => text);
  const parts = [
    { weight: WEIGHTS.name, worth: nameSimilarity(rom.fileName, titles) },
    { weight: WEIGHTS.region, worth: regionWorth(game, prefs.preferredRegions) },
    { weight: WEIGHTS.size, worth: sizeWorth(rom.size, game.rom?.size ?? null) },
    { weight: WEIGHTS.media, worth: mediaWorth(game) },
    { weight: WEIGHTS.rating, worth: game.note === null ? null : game.note / BEST_NOTE },
  ];
  let score = 0;
  let known = 0;
  for (const { weight, worth } of parts) {
    if (worth === null) continue;
    score += weight * worth;
    known += weight;
  }
  return Number((score / known).toFixed(DECIMALS));
}

function regionWorth({ names }: ScrapedGame, preferred: readonly string[]): number | null {
  const regions = names.flatMap(({ region }) => region ?? []);
  if (regions.length === 0) return null;
  const place = preferred.findIndex((wanted) => regions.some((region) => isSameRegion(region, wanted)));
  return place === -1 ? 0.1 : Math.max(1 - place * 0.2, 0.2);
}

function sizeWorth(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return null;
  if (one === other) return 1;
  const difference = Math.abs(one - other) / Math.max(one, other);
  return NEAR_SIZES.find(({ below }) => difference < below)?.worth ?? OTHER_SIZE;
}

function mediaWorth({ media }: ScrapedGame): number {
  const types = new Set(media.map(({ type }) => type));
  const there = TELLING_MEDIA.filter((kind) => MEDIA_KINDS[kind].types.some((type) => types.has(type)));
  return Math.min(there.length / ENOUGH_MEDIA, 1);
}

import { basename } from 'node:path/posix';
import type { RomFile } from '../../model/romFile.js';

/** Names written in full, in any case. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  australia: 'au',
  brazil: 'br',
  canada: 'ca',
  china: 'cn',
  denmark: 'dk',
  europe: 'eu',
  finland: 'fi',
  france: 'fr',
  germany: 'de',
  greece: 'gr',
  italy: 'it',
  japan: 'jp',
  korea: 'kr',
  netherlands: 'nl',
  norway: 'no',
  poland: 'pl',
  portugal: 'pt',
  russia: 'ru',
  spain: 'es',
  sweden: 'se',
  taiwan: 'tw',
  usa: 'us',
  world: 'wor',
};

/**
 * Short forms, in capitals only. Those that are also language codes (`DE`, `FR`, `ES` …) are not among them:
 * `(En,Fr,De)` lists languages.
 */
const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  U: ['us'],
  E: ['eu'],
  J: ['jp'],
  W: ['wor'],
  F: ['fr'],
  G: ['de'],
  S: ['es'],
  I: ['it'],
  K: ['kr'],
  JU: ['jp', 'us'],
  UE: ['us', 'eu'],
  JE: ['jp', 'eu'],
  JUE: ['jp', 'us', 'eu'],
  US: ['us'],
  EU: ['eu'],
  EUR: ['eu'],
  JP: ['jp'],
  JPN: ['jp'],
  WOR: ['wor'],
  AU: ['au'],
  BR: ['br'],
  CN: ['cn'],
  KR: ['kr'],
  TW: ['tw'],
};

const FULL = new Map(Object.entries(FULL_NAMES));
const SHORT = new Map(Object.entries(SHORT_NAMES));

/**
 * The distinct regions in the parentheses of a file name, in order: `Game (Japan, USA).nes` → `jp`, `us`.
 *
 * @returns ScreenScraper's short names, except for `es`, Spain, which ScreenScraper calls `sp` (`bestRegion` knows
 *   both)
 * @see https://wiki.no-intro.org/index.php?title=Naming_Convention
 */
export function romRegions(fileName: string): readonly string[] {
  const tokens = Array.from(fileName.matchAll(/\(([^()]*)\)/g), ([, inner = '']) => inner.split(',')).flat();
  return [...new Set(tokens.map((token) => token.trim()).flatMap(regionsOf))];
}

/** As {@link romRegions}, for a ROM: first the regions of its own name, then those of the disc that stands for it. */
export function regionsOfRom(rom: Pick<RomFile, 'path' | 'romName'>): readonly string[] {
  return [...new Set([...romRegions(basename(rom.path)), ...romRegions(rom.romName)])];
}

function regionsOf(token: string): readonly string[] {
  const full = FULL.get(token.toLowerCase());
  return full === undefined ? (SHORT.get(token) ?? []) : [full];
}

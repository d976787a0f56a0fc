import { crc32 } from 'node:zlib';
import { type GameMedium, gameMedium, type MediumKey, mediumName } from './game.js';
import { emptyMp4 } from './mp4.js';
import { onePagePdf } from './pdf.js';
import { stripedPng } from './png.js';

/** Width and height in pixels by type, all large enough to be accepted; `SCREEN` is for all other types. */
const SIZES: Readonly<Record<string, readonly [number, number]>> = {
  'box-2D': [63, 88],
  'box-2D-back': [63, 88],
  'box-3D': [72, 88],
  fanart: [128, 72],
  'support-2D': [72, 72],
  wheel: [120, 60],
  'wheel-hd': [120, 60],
};
const SCREEN = [96, 84] as const;

/** The regions in which a type is offered, by type; null where a type has no region. */
export type Offer = Readonly<Record<string, readonly string[] | null>>;

/** Generates the media of a game: pictures, videos and manuals, no two with the same bytes. */
export function demoMedia(title: string, offer: Offer): readonly GameMedium[] {
  return Object.entries(offer).flatMap(([type, regions]) =>
    (regions ?? [null]).map((region) => demoMedium(title, { type, region })),
  );
}

/**
 * Generates one medium.
 *
 * @param edition - each has different bytes, as when someone uploads a better scan
 */
export function demoMedium(title: string, key: MediumKey, edition = 1): GameMedium {
  const name = `${title} ${mediumName(key)} ${edition}`;
  if (key.type.startsWith('video')) return gameMedium(key, 'mp4', emptyMp4(name, 10));
  if (key.type === 'manuel') return gameMedium(key, 'pdf', onePagePdf(name.replace(/[^\w -]/g, ' ')));
  const [width, height] = SIZES[key.type] ?? SCREEN;
  return gameMedium(key, 'png', stripedPng(width, height, crc32(name)));
}

/** What a well-known game has: everything, in several regions. */
export const RICH_OFFER: Offer = {
  sstitle: ['wor'],
  ss: ['wor', 'jp'],
  fanart: null,
  video: null,
  'video-normalized': null,
  'wheel-hd': ['us', 'eu'],
  wheel: ['jp', 'wor'],
  'box-2D': ['jp', 'eu', 'us'],
  'box-2D-back': ['us'],
  'box-3D': ['eu', 'us'],
  'support-2D': ['us'],
  mixrbv1: ['eu', 'us'],
  mixrbv2: ['eu', 'us'],
  manuel: ['eu', 'us'],
  'bezel-16-9': ['wor'],
};

/** What most games have. */
export const PLAIN_OFFER: Offer = { ss: ['wor'], wheel: ['wor'], 'box-2D': ['eu'], 'video-normalized': null };

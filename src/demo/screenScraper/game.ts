import { createHash } from 'node:crypto';
import { crc32Hex, sha1Hex } from '../../formats/hashes.js';
import type { LocalText, RegionalText, ScrapedGenre } from '../../model/scrapedGame.js';

/** A file's hashes as the site gives them: lower-case hex. */
interface Hashes {
  readonly crc32: string;
  readonly md5: string;
  readonly sha1: string;
}

/** A ROM that the site lists for a game. */
export interface GameRom extends Hashes {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly regions: readonly string[];
}

/** A picture, video or manual that the site serves. Its hashes are those of its content, unless falsified on purpose. */
export interface GameMedium extends Hashes {
  /** `box-2D`, `ss`, `video-normalized` … */
  readonly type: string;
  readonly region: string | null;
  /** Number of the disc or cartridge that it shows; null for the first one. */
  readonly support: string | null;
  /** File extension, without a dot. */
  readonly format: string;
  readonly content: Buffer;
}

/** A game as the stand-in ScreenScraper has it. */
export interface ScreenScraperGame {
  readonly id: string;
  readonly systemId: string;
  readonly systemName: string;
  readonly names: readonly RegionalText[];
  readonly publisher: string | null;
  readonly developer: string | null;
  readonly players: string | null;
  /** From 0 to 20. */
  readonly note: number | null;
  readonly synopses: readonly LocalText[];
  readonly dates: readonly RegionalText[];
  readonly genres: readonly ScrapedGenre[];
  readonly roms: readonly GameRom[];
  readonly media: readonly GameMedium[];
  readonly notGame?: boolean;
}

/** What distinguishes the media of a game. */
export type MediumKey = Pick<GameMedium, 'type' | 'region'> & Partial<Pick<GameMedium, 'support'>>;

/** A ROM as the site lists it, with the size and hashes of its bytes. */
export function gameRom(name: string, bytes: Buffer, regions: readonly string[]): GameRom {
  return { name, size: bytes.length, ...hashesOf(bytes), regions };
}

/** A medium as the site serves it, with the hashes of its content. */
export function gameMedium(key: MediumKey, format: string, content: Buffer): GameMedium {
  return { support: null, ...key, format, content, ...hashesOf(content) };
}

/** The site's name of a medium in its URL: `box-2D(us)`, `support-2D(us)[1]`, `fanart`. */
export function mediumName({ type, region, support = null }: MediumKey): string {
  return `${type}${region === null ? '' : `(${region})`}${support === null ? '' : `[${support}]`}`;
}

function hashesOf(bytes: Buffer): Hashes {
  return { crc32: crc32Hex(bytes), md5: createHash('md5').update(bytes).digest('hex'), sha1: sha1Hex(bytes) };
}

import type { RomFile } from '../../src/model/romFile.js';
import type { Medium, ScrapedGame, ScrapedRom } from '../../src/model/scrapedGame.js';

/** A game of which only what the test gives is known. */
export const sampleGame = (known: Partial<ScrapedGame> = {}): ScrapedGame => ({
  id: '42',
  systemId: '3',
  notGame: false,
  names: [],
  publisher: null,
  developer: null,
  players: null,
  note: null,
  synopses: [],
  dates: [],
  genres: [],
  rom: null,
  media: [],
  ...known,
});

export const sampleScrapedRom = (known: Partial<ScrapedRom> = {}): ScrapedRom => ({
  fileName: null,
  size: null,
  crc32: null,
  md5: null,
  sha1: null,
  regions: [],
  ...known,
});

export const sampleMedium = (type: string): Medium => ({
  type,
  parent: 'jeu',
  region: 'us',
  support: null,
  url: 'https://www.screenscraper.fr/medium',
  format: 'png',
  crc32: null,
  md5: null,
  sha1: null,
  size: null,
});

export const sampleRom = (known: Partial<RomFile> = {}): RomFile => ({
  path: './Alpha Quest (USA).zip',
  mediaStem: 'Alpha Quest (USA)',
  file: '/roms/nes/Alpha Quest (USA).zip',
  romName: 'Alpha Quest (USA).zip',
  size: 1024,
  mtimeMs: 0,
  fileSize: 1024,
  ...known,
});

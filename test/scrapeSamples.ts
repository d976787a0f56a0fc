import type { RomFile, RomHashes } from '../src/model/romFile.js';
import type { FoundRom, HashedRom, PlannedRom } from '../src/model/scrapeTask.js';
import type { ScrapedGame } from '../src/model/scrapedGame.js';
import type { KnownSystem } from '../src/model/system.js';
import { sampleGame } from './formats/sampleGame.js';

export const NES: KnownSystem = {
  name: 'nes',
  fullname: 'Nintendo Entertainment System',
  path: '/roms/nes',
  extensions: ['.nes', '.zip'],
  platforms: ['nes'],
  scraperId: '3',
};

export const romFile = (name: string, size = 1024): RomFile => ({
  path: `./${name}`,
  mediaStem: name.replace(/\.\w+$/, ''),
  file: `/roms/nes/${name}`,
  romName: name,
  size,
  mtimeMs: 1,
  fileSize: size,
});

export const foundRom = (name: string, index = 1, total = 1): FoundRom => ({
  system: NES,
  rom: romFile(name),
  index,
  total,
});

export const plannedRom = (name: string, plan: PlannedRom['plan'] = 'scrape'): PlannedRom => ({
  ...foundRom(name),
  plan,
  why: 'new',
});

export const HASHES: RomHashes = {
  size: 1024,
  crc32: 'F007732D',
  md5: '47bce5c74f589f4867dbd57e9ca9f808',
  sha1: '7e240de74fb1ed08fa08d38063f6a6a91462a815',
};

export const hashedRom = (name: string, hashes: RomHashes | null = HASHES): HashedRom => ({
  ...plannedRom(name),
  hashes,
});

export const scrapedGame = (title: string, more: Partial<ScrapedGame> = {}): ScrapedGame =>
  sampleGame({ id: '7', names: [{ region: 'us', text: title }], ...more });

import { romFiles, type RomFilesOptions } from '../../src/files/romFiles.js';

const EXTENSIONS = ['.nes', '.zip', '.cue', '.gdi', '.bin', '.m3u', '.chd'];

export interface ScanOptions extends RomFilesOptions {
  readonly extensions?: readonly string[];
}

/** Lists a ROM folder, with the warnings. */
export async function scanRoms(root: string, { extensions = EXTENSIONS, ...options }: ScanOptions = {}) {
  const warnings: string[] = [];
  const roms = await romFiles({ path: root, extensions }, (message) => warnings.push(message), options);
  return { roms, paths: roms.map((rom) => rom.path), warnings };
}

/** A cue sheet of one data track. */
export const cueSheet = (file: string): string =>
  `FILE "${file}" BINARY\n  TRACK 01 MODE2/2352\n    INDEX 01 00:00:00\n`;

import type { RomFile, RomHashes } from './romFile.js';
import type { ScrapePlan } from './scrapeMode.js';
import type { ScrapedGame } from './scrapedGame.js';
import type { KnownSystem } from './system.js';

/** A ROM found in a system's folder. */
export interface FoundRom {
  readonly system: KnownSystem;
  readonly rom: RomFile;
  /** From 1. */
  readonly index: number;
  /** ROMs of the system. */
  readonly total: number;
}

/** A ROM for which it is decided what to do. */
export interface PlannedRom extends FoundRom {
  readonly plan: ScrapePlan;
  /** In a few words, for people. */
  readonly why: string;
}

/** A ROM being worked on. */
export interface HashedRom extends PlannedRom {
  /** Null when the file is too large to be hashed. */
  readonly hashes: RomHashes | null;
}

/** How a ROM's game was identified. */
export type IdentifiedBy = 'hash' | 'name' | 'search' | 'picked' | 'memory';

/** A ROM whose game is known. */
export interface IdentifiedRom extends HashedRom {
  readonly game: ScrapedGame;
}

/** A ROM whose media are in place. */
export interface IllustratedRom extends IdentifiedRom {
  /** Media stored in this run. */
  readonly stored: number;
}

/** How a ROM ended in this run. */
export interface RomEnding {
  readonly outcome: 'scraped' | 'skipped' | 'unmatched' | 'failed' | 'left' | 'planned';
  /** Media stored for it. */
  readonly media: number;
  readonly detail: string | null;
}

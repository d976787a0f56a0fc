import type { RomFile, RomHashes } from './romFile.js';
import type { ScrapedGame } from './scrapedGame.js';
import type { ScrapePlan } from './scrapeMode.js';
import type { KnownSystem } from './system.js';

/** A ROM of a system, in its turn. */
export interface FoundRom {
  readonly system: KnownSystem;
  readonly rom: RomFile;
  /** From 1. */
  readonly index: number;
  /** ROMs of the system. */
  readonly total: number;
}

/** A ROM of which it is decided what becomes of it. */
export interface PlannedRom extends FoundRom {
  readonly plan: ScrapePlan;
  /** In a few words, for people. */
  readonly why: string;
}

/** A ROM that is worked on. */
export interface HashedRom extends PlannedRom {
  /** Null when the file is too large to be hashed. */
  readonly hashes: RomHashes | null;
}

/** How it became known which game a ROM is. */
export type IdentifiedBy = 'hash' | 'name' | 'search' | 'picked' | 'memory';

/** A ROM of which the game is known. */
export interface IdentifiedRom extends HashedRom {
  readonly game: ScrapedGame;
}

/** A ROM whose media are in their places. */
export interface IllustratedRom extends IdentifiedRom {
  /** Media stored in this run. */
  readonly stored: number;
}

/** What came of a ROM in this run. */
export interface RomEnding {
  readonly outcome: 'scraped' | 'skipped' | 'unmatched' | 'failed' | 'left' | 'planned';
  /** Media stored for it. */
  readonly media: number;
  readonly detail: string | null;
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { contentKey } from '../../src/archive/answerKeys.js';
import { type ScrapeState, openScrapeState } from '../../src/archive/scrapeState.js';
import type { RomFile, RomHashes } from '../../src/model/romFile.js';
import { newFolder } from './archiveFolder.js';

export const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;

/** A scrape database for each test, and a clock that is set by hand. */
export interface ScrapeMemory {
  now: number;
  file: string;
  readonly state: ScrapeState;
  /** Reopens it like the next run; the last one was killed, not closed. */
  readonly open: () => Promise<ScrapeState>;
}

/** To be called once, outside of the tests. */
export function scrapeMemory(): ScrapeMemory {
  const opened: ScrapeState[] = [];
  const memory: ScrapeMemory = {
    now: 0,
    file: '',
    get state() {
      return opened[0] ?? expect.fail('it is opened before each test');
    },
    open: async () => {
      const next = await openScrapeState(memory.file, { now: () => memory.now, uuid: randomUUID });
      opened.push(next);
      return next;
    },
  };
  beforeEach(async () => {
    memory.now = Date.UTC(2026, 0, 1);
    memory.file = join(newFolder(), 'gamelists', 'romflow-scrape.db');
    await memory.open();
  });
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
  });
  return memory;
}

/** Records that a ROM of the NES, as it is now, was hashed and scraped as game 7. */
export function rememberScraped({ hashes, roms }: ScrapeState, rom: RomFile, digests: RomHashes): void {
  hashes.put(rom.file, rom.fileSize, rom.mtimeMs, digests);
  const as = { game: '7', content: contentKey(rom, digests), fields: [] };
  roms.put('nes', rom.path, 'an earlier run', { outcome: 'scraped', ...as, detail: null });
}

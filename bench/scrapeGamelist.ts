import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { gamelistFile } from '../src/files/gamelistFile.js';
import { mergeGamelist } from '../src/formats/gamelist/mergeGamelist.js';
import { newGamelist } from '../src/formats/gamelist/newGamelist.js';
import type { ScrapedEntry } from '../src/model/gamelist.js';
import { gamelistSink } from '../src/sinks/gamelistSink.js';
import { type Comparison, compared } from './comparison.js';
import { measureInTurns } from './measureInTurns.js';

const ENTRIES = 10_000;
const CHANGED = 1000;
const ADDED = 1000;
const ROUNDS = 7;

const PROVIDER = { system: 'Made up', software: 'romflow', database: 'none', web: 'https://localhost' };
const OPTIONS = { strategy: 'refresh_metadata', autoFavorite: null, prune: new Set<string>() } as const;

/** An entry with text of a usual length. */
function entryOf(index: number, edition: string): ScrapedEntry {
  return {
    path: `./Quest ${String(index).padStart(5, '0')} (USA).sfc`,
    id: String(index),
    source: 'ScreenScraper.fr',
    name: `Quest ${index}${edition}`,
    desc: `Quest ${index} leads through forests & caves. `.repeat(12),
    rating: '0.85',
    releasedate: '19930506T000000',
    developer: 'Holt & Sons',
    publisher: 'Tumbleweed',
    genre: 'Adventure, Role playing games',
    players: '1-2',
  };
}

const entries = (from: number, count: number, edition = ''): readonly ScrapedEntry[] =>
  Array.from({ length: count }, (_, index) => entryOf(from + index, edition));

/** What reading a gamelist costs that nobody makes use of. */
function bareParse(text: string): void {
  const parser = new SaxesParser({ fragment: true });
  const nothing = (): void => undefined;
  parser.on('opentag', nothing);
  parser.on('text', nothing);
  parser.on('closetag', nothing);
  parser.write(text.replace(/^<\?xml[^>]*>/, '')).close();
}

/** A gamelist read, merged into and written, backup and all, against the parser alone. */
export async function compareGamelists(): Promise<readonly Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const path = join(folder, 'gamelist.xml');
  const { bytes } = mergeGamelist(newGamelist(PROVIDER), entries(0, ENTRIES), OPTIONS);
  const news = [...entries(0, CHANGED, ' II'), ...entries(ENTRIES, ADDED)];
  writeFileSync(path, bytes);

  async function merged(): Promise<void> {
    let told = 0;
    await gamelistSink({ system: 'snes', path, provider: PROVIDER }, news, OPTIONS, {
      file: gamelistFile(path),
      report: (event) => {
        if (event.type === 'gamelist.written' && event.added === ADDED && event.changed === CHANGED) told += 1;
      },
      now: () => new Date(),
    });
    if (told !== 1) throw new Error(`The merge did not add ${ADDED} and change ${CHANGED} entries.`);
    writeFileSync(path, bytes);
  }

  try {
    const times = await measureInTurns(
      {
        ours: merged,
        against: async () => {
          bareParse(readFileSync(path, 'utf8'));
          await Promise.resolve();
        },
      },
      ROUNDS,
    );
    return [
      compared({
        what: `gamelist of ${ENTRIES} entries, ${CHANGED} changed and ${ADDED} added`,
        ours: 'read, merge, back up, write',
        against: 'saxes alone',
        value: times.get('ours') ?? NaN,
        itsValue: times.get('against') ?? NaN,
        aim: 6,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

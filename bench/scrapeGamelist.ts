import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
/** Well under a second. */
const MAX_MS = 700;

const PROVIDER = { system: 'Made up', software: 'romflow', database: 'none', web: 'https://localhost' };
const OPTIONS = { strategy: 'refresh_metadata', autoFavorite: null, prune: new Set<string>() } as const;

/** An entry with texts of typical length. */
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

/** The cost of a gamelist without any processing: read, parsed with empty handlers, and written unchanged. */
function bareCourse(): (from: string, to: string) => Promise<void> {
  // One for all rounds: when parsers come and go, with full garbage collections in between, later ones are slower.
  const parser = new SaxesParser<{ fragment: true }>({ fragment: true });
  const nothing = (): void => undefined;
  parser.on('opentag', nothing);
  parser.on('text', nothing);
  parser.on('closetag', nothing);
  return async (from, to) => {
    const text = await readFile(from, 'utf8');
    parser.write(text.replace(/^<\?xml[^>]*>/, '')).close();
    await writeFile(to, text);
  };
}

/** Compares reading, merging and writing a gamelist, including the backup, with the unavoidable work and with a promise. */
export async function compareGamelists(): Promise<readonly Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const { bytes } = mergeGamelist(newGamelist(PROVIDER), entries(0, ENTRIES), OPTIONS);
  const news = [...entries(0, CHANGED, ' II'), ...entries(ENTRIES, ADDED)];
  const bare = bareCourse();
  // A list for each round: merging the same entries again would change nothing.
  const paths = Array.from({ length: ROUNDS + 1 }, (_, round) => join(folder, String(round), 'gamelist.xml'));
  for (const path of paths) {
    mkdirSync(dirname(path));
    writeFileSync(path, bytes);
  }
  const untouched = join(folder, 'gamelist.xml');
  writeFileSync(untouched, bytes);

  async function merged(): Promise<void> {
    const path = paths.pop();
    if (path === undefined) throw new RangeError('There are more rounds than gamelists.');
    let told = 0;
    await gamelistSink({ system: 'snes', path, provider: PROVIDER }, news, OPTIONS, {
      file: gamelistFile(path),
      report: (event) => {
        if (event.type === 'gamelist.written' && event.added === ADDED && event.changed === CHANGED) told += 1;
      },
      now: () => new Date(),
    });
    if (told !== 1) throw new Error(`The merge did not add ${ADDED} and change ${CHANGED} entries.`);
  }

  try {
    const times = await measureInTurns({ ours: merged, bare: () => bare(untouched, join(folder, 'copy')) }, ROUNDS);
    const what = `gamelist of ${ENTRIES} entries, ${CHANGED} changed and ${ADDED} added`;
    const line = { what, ours: 'read, merge, back up, write', value: times.get('ours') ?? NaN };
    return [
      compared({ ...line, against: 'read, saxes alone, write', itsValue: times.get('bare') ?? NaN, aim: 3 }),
      compared({ ...line, against: 'what it may take', itsValue: MAX_MS, aim: 1 }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

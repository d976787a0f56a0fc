import { copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { mediumName } from '../../src/demo/screenScraper/game.js';
import type { ScreenScraperCall } from '../../src/demo/screenScraper/server.js';
import { TEMPORARY_SUFFIX } from '../../src/files/atomicFile.js';
import { sha1Hex } from '../../src/formats/hashes.js';
import { type ReadOnly, openReadOnly, tableNames } from './rows.js';
import { type ScrapePlace, filesBelow } from './scrapePlace.js';

const row = z.record(z.string(), z.string().nullable());
type Row = z.infer<typeof row>;

/** The outcome of a scrape, as far as two runs with the same input must agree on it: no times, no ids, no absolute paths. */
export interface ScrapeOutcome {
  /** Gamelists and media: sha1 of the content by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The state database's rows, by table. */
  readonly rows: Readonly<Record<string, readonly Row[]>>;
}

/** How a run went, not what it produced. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['scrape_runs', 'romflow_schema']);
const OF_THE_RUN: ReadonlySet<string> = new Set(['run', 'at', 'asked_at', 'mtime_ms']);

export function scrapeOutcome(place: ScrapePlace): ScrapeOutcome {
  const named = (folder: string, prefix: string): readonly (readonly [string, string])[] =>
    [...filesBelow(folder)].map(([path, bytes]) => [prefix + path, sha1Hex(bytes)]);
  const files = [...named(place.gamelists, 'gamelists/'), ...named(place.media, 'media/')];
  return {
    files: Object.fromEntries(files.filter(([path]) => !/\.bak$|^gamelists\/romflow-scrape\.db/.test(path))),
    rows: rowsOf(place),
  };
}

/** The contents of the backups of gamelists, oldest first. */
export const backups = (place: ScrapePlace): readonly string[] =>
  [...filesBelow(place.gamelists)].filter(([path]) => path.endsWith('.bak')).map(([, bytes]) => bytes.toString('utf8'));

function rowsOf(place: ScrapePlace): ScrapeOutcome['rows'] {
  const plain = (value: string | null): string | null =>
    value?.replaceAll(place.folder, '').replaceAll(place.site.origin, '') ?? null;
  const db = openCopy(place);
  try {
    const tables = tableNames(db).filter((name) => !BOOKKEEPING.has(name));
    return Object.fromEntries(
      tables.map((table) => {
        const rows = db.all(row, `SELECT * FROM "${table}"`).map((values) => {
          const kept = Object.entries(values).filter(([column]) => !OF_THE_RUN.has(column));
          return Object.fromEntries(kept.map(([column, value]) => [column, plain(value)]));
        });
        return [table, rows.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))];
      }),
    );
  } finally {
    db.close();
  }
}

/** The requests that count, starting at the given one: those for the account are free and may be repeated. */
export const questions = (place: ScrapePlace, from = 0): readonly ScreenScraperCall[] =>
  place.site
    .calls()
    .slice(from)
    .filter(({ call }) => call !== 'ssuserInfos');

/** URLs that were requested more than once. */
export function askedTwice(calls: readonly ScreenScraperCall[]): readonly string[] {
  const seen = new Set<string>();
  return calls.flatMap(({ url }) => {
    const again = seen.has(url);
    seen.add(url);
    return again ? [url] : [];
  });
}

/**
 * The URLs of requests whose answers are on disk by now, whatever happened to the program: answers about games in its
 * database, media in their places.
 */
export function keptAnswers(place: ScrapePlace): ReadonlySet<string> {
  const answers = answerKeys(place);
  const files = [...filesBelow(place.media)].filter(([path]) => !path.endsWith(TEMPORARY_SUFFIX));
  const media = new Set(files.map(([, bytes]) => sha1Hex(bytes)));
  const isKept = ({ call, query }: ScreenScraperCall): boolean => {
    if (call === 'jeuInfos') return answers.has(`sha1:${query.get('sha1') ?? ''}`);
    const game = place.site.games.find(({ id }) => id === query.get('jeuid'));
    const medium = game?.media.find((one) => mediumName(one) === query.get('media'));
    return medium !== undefined && media.has(medium.sha1);
  };
  return new Set(
    questions(place)
      .filter(isKept)
      .map(({ url }) => url),
  );
}

function answerKeys(place: ScrapePlace): ReadonlySet<string> {
  if (!existsSync(place.state)) return new Set();
  const db = openCopy(place);
  try {
    if (!tableNames(db).includes('scrape_answers')) return new Set();
    return new Set(db.all(z.object({ key: z.string() }), 'SELECT key FROM scrape_answers').map(({ key }) => key));
  } finally {
    db.close();
  }
}

/** Even reading creates files beside a database, which would belong to us, while the program may run as another user. */
function openCopy({ state, folder }: ScrapePlace): ReadOnly {
  const copy = join(mkdtempSync(join(folder, 'looked-at-')), 'copy.db');
  for (const suffix of ['', '-wal']) {
    if (existsSync(`${state}${suffix}`)) copyFileSync(`${state}${suffix}`, `${copy}${suffix}`);
  }
  return openReadOnly(copy);
}

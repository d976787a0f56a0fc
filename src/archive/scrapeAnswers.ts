import { z } from 'zod';
import type { ScrapedGame } from '../model/scrapedGame.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { isoTime } from './isoTime.js';
import { gamesJson } from './scrapedJson.js';

/**
 * The site's answers, kept so that nothing is asked for twice: games, most likely first; none when the site knows none.
 * Valid for 7 days.
 */
export interface ScrapeAnswers {
  /**
   * @param system - ScreenScraper's id
   * @param key - from `answerKeys.ts`
   * @param notBefore - older answers do not count; milliseconds since 1970
   * @returns null when there is no valid one
   */
  readonly get: (system: string, key: string, notBefore?: number) => readonly ScrapedGame[] | null;
  /** Whether the answer is that the site knows nothing. Parses no game. */
  readonly isUnknown: (system: string, key: string) => boolean;
  /** @throws Error - an address holds a credential; nothing was written */
  readonly put: (system: string, key: string, games: readonly ScrapedGame[]) => void;
}

const LIFE_MS = 7 * 24 * 60 * 60 * 1000;
const CREDENTIALS: ReadonlySet<string> = new Set(['devid', 'devpassword', 'ssid', 'sspassword']);

const answerRow = z.object({ games: gamesJson.nullable() });
const GOOD = 'FROM scrape_answers WHERE system = ? AND key = ? AND asked_at BETWEEN ? AND ?';

/** Opens the answers and deletes those that have expired. */
export function createScrapeAnswers(db: Connection, { now }: RowDeps): ScrapeAnswers {
  db.run('DELETE FROM scrape_answers WHERE asked_at < ?', isoTime(now() - LIFE_MS));

  /**
   * A clock that was set back leaves answers dated in the future. Those too far ahead are no longer valid either; and a
   * caller that wants a newer answer must not take them for one.
   */
  const good = (notBefore: number): readonly [string, string] => [
    isoTime(Math.max(now() - LIFE_MS, notBefore)),
    isoTime(notBefore > 0 ? now() : now() + LIFE_MS),
  ];

  return {
    get: (system, key, notBefore = 0) => {
      const row = db.one(answerRow, `SELECT games ${GOOD}`, system, key, ...good(notBefore));
      return row && (row.games ?? []);
    },
    isUnknown: (system, key) => db.has(`SELECT 1 ${GOOD} AND games IS NULL`, system, key, ...good(0)),
    put: (system, key, games) => {
      if (games.some(({ media }) => media.some(({ url }) => holdsCredential(url)))) {
        throw new Error('An answer with a credential in a URL must not be cached.');
      }
      db.upsert('scrape_answers', {
        system,
        key,
        asked_at: isoTime(now()),
        games: games.length === 0 ? null : JSON.stringify(games),
      });
    },
  };
}

/** Looks in the query, where the site puts them. */
function holdsCredential(url: string): boolean {
  const names = new URLSearchParams(url.slice(url.indexOf('?') + 1)).keys();
  return [...names].some((name) => CREDENTIALS.has(name.toLowerCase()));
}

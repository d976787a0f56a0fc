import { z } from 'zod';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { isoColumn, isoTime } from './isoTime.js';

/** What a run is about; a run with equal options is the same run. */
export interface RunOptions {
  readonly mode: string;
  /** Digest of whatever else decides what is asked for. */
  readonly options: string;
}

export interface BegunRun {
  readonly id: string;
  /** Of the run as a whole, milliseconds since 1970: what was asked since then is not asked again. */
  readonly startedAt: number;
}

export type RunEnding = 'complete' | 'paused' | 'quota' | 'failed';

/** The runs of `romflow scrape`, one row each. */
export interface ScrapeRuns {
  /**
   * Begins a run, or resumes the last one with the same options if it did not complete and was active in the last 7 days,
   * or no more than 7 days in the future, by a clock that has been set back since.
   */
  readonly begin: (options: RunOptions) => BegunRun;
  readonly finish: (id: string, outcome: RunEnding) => void;
  /** Whether a ROM has had its turn in this run. One that failed has not: it is retried. */
  readonly doneInRun: (system: string, path: string, run: string) => boolean;
  /** Whether two runs, by their ids, have the same options, whatever their modes. */
  readonly sameOptions: (run: string, other: string) => boolean;
}

const LIFE_MS = 7 * 24 * 60 * 60 * 1000;

const runRow = z.object({ run: z.string(), started_at: isoColumn, outcome: z.string().nullable() });

export function createScrapeRuns(db: Connection, { now, uuid }: RowDeps): ScrapeRuns {
  const lastAlike = ({ mode, options }: RunOptions): z.infer<typeof runRow> | null =>
    db.one(
      runRow,
      `SELECT run, started_at, outcome FROM scrape_runs WHERE mode = ? AND options = ? AND active_at BETWEEN ? AND ?
       ORDER BY started_at DESC LIMIT 1`,
      mode,
      options,
      isoTime(now() - LIFE_MS),
      isoTime(now() + LIFE_MS),
    );

  /** After a clock was set back, completed runs dated in the future would sort before every run that begins from now on. */
  const bringBack = (): void => {
    db.run(
      "UPDATE scrape_runs SET started_at = ? WHERE outcome = 'complete' AND started_at > ?",
      isoTime(now() - 1),
      isoTime(now()),
    );
  };

  const note = (id: string, outcome: RunEnding | null): void => {
    db.run('UPDATE scrape_runs SET outcome = ?, active_at = ? WHERE run = ?', outcome, isoTime(now()), id);
  };

  return {
    begin: (about) =>
      db.transaction(() => {
        bringBack();
        const last = lastAlike(about);
        if (last !== null && last.outcome !== 'complete') {
          note(last.run, null);
          return { id: last.run, startedAt: last.started_at };
        }
        const [id, at] = [uuid(), now()];
        db.insert('scrape_runs', { run: id, ...about, started_at: isoTime(at), active_at: isoTime(at), outcome: null });
        return { id, startedAt: at };
      }),
    finish: note,
    doneInRun: (system, path, run) =>
      db.has(
        "SELECT 1 FROM rom_states WHERE system = ? AND path = ? AND run = ? AND outcome <> 'failed'",
        system,
        path,
        run,
      ),
    sameOptions: (run, other) =>
      db.has(
        'SELECT 1 FROM scrape_runs AS one JOIN scrape_runs AS other USING (options) WHERE one.run = ? AND other.run = ?',
        run,
        other,
      ),
  };
}

import { z } from 'zod';
import type { MediaKind } from '../model/mediaKind.js';
import type { MediaState } from '../model/mediaState.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { isoColumn, isoTime } from './isoTime.js';
import { mediumRow } from './mediumRow.js';

const ROM_OUTCOMES = ['scraped', 'unmatched', 'failed', 'picked-none'] as const;

export type RomOutcome = (typeof ROM_OUTCOMES)[number];

/** What a ROM was scraped as. */
export interface Scraped {
  /** Id of the game. */
  readonly game: string;
  /** What identified its content then, from `contentKey`. */
  readonly content: string;
  /** Names of the gamelist fields that the site knew. */
  readonly fields: readonly string[];
}

/** What became of a ROM when it last had its turn. */
export interface RomState {
  readonly outcome: RomOutcome;
  /** In a few words; null when there is nothing to say. */
  readonly detail: string | null;
  /** The run in which that was. */
  readonly run: string;
  /** When that was, in milliseconds since 1970. */
  readonly at: number;
  /** As it was last scraped; null when it never was. */
  readonly scraped: Scraped | null;
}

/** The outcome of a ROM, to be recorded. */
export type RomResult =
  | (Scraped & { readonly outcome: 'scraped'; readonly detail: string | null })
  | { readonly outcome: Exclude<RomOutcome, 'scraped'>; readonly detail: string | null };

/** What became of each ROM and its media. A ROM is identified by its system's short name and its path in the gamelist. */
export interface RomStates {
  readonly get: (system: string, path: string) => RomState | null;
  /** Records an outcome. A failure does not erase what the ROM was scraped as before. Also a heartbeat of the run. */
  readonly put: (system: string, path: string, run: string, result: RomResult) => void;
  /** What is known of each kind. */
  readonly mediaOf: (system: string, path: string) => ReadonlyMap<MediaKind, MediaState>;
  readonly putMedium: (system: string, path: string, kind: MediaKind, state: MediaState) => void;
}

const stateRow = z
  .object({
    outcome: z.enum(ROM_OUTCOMES),
    detail: z.string().nullable(),
    run: z.string(),
    at: isoColumn,
    game: z.string().nullable(),
    content: z.string().nullable(),
    fields: z.string().nullable(),
  })
  .transform(({ game, content, fields, ...state }): RomState => ({
    ...state,
    scraped: game === null || content === null ? null : { game, content, fields: fields?.match(/\S+/g) ?? [] },
  }));

const NOT_SCRAPED = { game: null, content: null, fields: null };

export function createRomStates(db: Connection, { now }: Pick<RowDeps, 'now'>): RomStates {
  return {
    get: (system, path) =>
      db.one(
        stateRow,
        'SELECT outcome, detail, run, at, game, content, fields FROM rom_states WHERE system = ? AND path = ?',
        system,
        path,
      ),

    put: (system, path, run, result) => {
      const { game, content, fields } = result.outcome === 'scraped' ? result : NOT_SCRAPED;
      db.transaction(() => {
        db.run(
          `INSERT INTO rom_states (system, path, outcome, detail, run, at, game, content, fields)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (system, path) DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail,
             run = excluded.run, at = excluded.at,
             game = coalesce(excluded.game, game), content = coalesce(excluded.content, content),
             fields = coalesce(excluded.fields, fields)`,
          system,
          path,
          result.outcome,
          result.detail,
          run,
          isoTime(now()),
          game,
          content,
          fields?.join(' ') ?? null,
        );
        db.run('UPDATE scrape_runs SET active_at = ? WHERE run = ?', isoTime(now()), run);
      });
    },

    mediaOf: (system, path) =>
      new Map(
        db
          .many(mediumRow, 'SELECT * FROM rom_media WHERE system = ? AND path = ?', system, path)
          .map(({ kind, ...state }) => [kind, state]),
      ),

    putMedium: (system, path, kind, state) => {
      const failure = state.status === 'failed' ? state : null;
      const stored = state.status === 'stored' ? state : null;
      db.upsert('rom_media', {
        system,
        path,
        kind,
        status: state.status,
        at: isoTime(failure?.at ?? now()),
        file: stored?.file ?? null,
        size: stored && String(stored.size),
        sha1: stored?.sha1 ?? null,
        type: stored?.type ?? null,
        region: stored?.region ?? null,
        reason: failure?.reason ?? null,
        lasting: failure && (failure.lasting ? '1' : '0'),
      });
    },
  };
}

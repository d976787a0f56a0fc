import type { Connection } from './connection.js';

/** The paths of an archive's two files. */
export type DatabasePaths = Readonly<Record<'rhdata' | 'patchbin', string>>;

/** Both files of an archive. Whoever locks both locks `rhdata` first. */
export interface Databases {
  readonly rhdata: Connection;
  readonly patchbin: Connection;
}

/** Both, for reading; `patchbin` is null when there is no `patchbin.db`. */
export interface ReadDatabases {
  readonly rhdata: Connection;
  readonly patchbin: Connection | null;
}

/** What new rows need. */
export interface RowDeps {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Makes a new UUID (v4). */
  readonly uuid: () => string;
}

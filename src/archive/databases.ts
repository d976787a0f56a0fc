import type { Connection } from './connection.js';

/** Both files of an archive. Whoever locks both locks `rhdata` first. */
export interface Databases {
  readonly rhdata: Connection;
  readonly patchbin: Connection;
}

/** What new rows need. */
export interface RowDeps {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Makes a new UUID (v4). */
  readonly uuid: () => string;
}

/** A game in a ROM folder, and the file that identifies it. */
export interface RomFile {
  /** As the gamelist names it: `./sub/Game (USA).zip`. */
  readonly path: string;
  /**
   * Where its media are below `<media>/<system>/<folder>`, without their extension: `sub/Game (USA)`, or `Game.cue` for a
   * folder.
   */
  readonly mediaStem: string;
  /** The file that is hashed, absolute: the ROM, the first disc of a playlist, the first data track of a cue sheet. */
  readonly file: string;
  /** What the scraper is asked for, as `romnom`: such as `Saga (Disc 1).cue` for `Saga.m3u`. */
  readonly romName: string;
  /** Bytes of the file named by `romName`. */
  readonly size: number;
  /** Of `file`: milliseconds since 1970. */
  readonly mtimeMs: number;
  /** Bytes of `file`; together with `mtimeMs`, what a cached hash is valid for. */
  readonly fileSize: number;
}

/** What identifies the content of a ROM. */
export interface RomHashes {
  /** Bytes that were hashed: `romtaille`. */
  readonly size: number;
  /** Upper-case hex, 8 digits. */
  readonly crc32: string;
  /** Lower-case hex. */
  readonly md5: string;
  /** Lower-case hex. */
  readonly sha1: string;
}

/** An ES-DE system: a folder of ROMs and which files it may hold. */
export interface System {
  /** Short name: the folder of its gamelist and its media. */
  readonly name: string;
  readonly fullname: string;
  /** The ROM folder, absolute. */
  readonly path: string;
  /** The suffixes of its files (`.tar.gz` works), lower case, each with its dot. */
  readonly extensions: readonly string[];
  readonly platforms: readonly string[];
}

/** A system that ScreenScraper knows. */
export interface KnownSystem extends System {
  /** ScreenScraper's `systemeid`. */
  readonly scraperId: string;
}

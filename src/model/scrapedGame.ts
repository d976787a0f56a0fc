/** Text for a region (`us`, `eu`, `jp` …); null when the site does not say. */
export interface RegionalText {
  readonly region: string | null;
  readonly text: string;
}

/** Text in a language (`en`, `fr` …). */
export interface LocalText {
  readonly language: string | null;
  readonly text: string;
}

export interface ScrapedGenre {
  readonly id: string;
  /** `principale="1"`. */
  readonly main: boolean;
  readonly names: readonly LocalText[];
}

/** What the site knows of the exact file that was asked for. Hashes are lower-case hex; null when unknown. */
export interface ScrapedRom {
  readonly fileName: string | null;
  readonly size: number | null;
  readonly crc32: string | null;
  readonly md5: string | null;
  readonly sha1: string | null;
  readonly regions: readonly string[];
}

/** A picture, video or manual that the site offers for a game. */
export interface Medium {
  /** The site's name for the type: `box-2D`, `ss`, `wheel-hd` … */
  readonly type: string;
  /** `jeu` for a medium of the game itself. */
  readonly parent: string | null;
  readonly region: string | null;
  readonly support: string | null;
  /** Without any credential: one found where none belongs is replaced by a placeholder. */
  readonly url: string;
  /** File extension, lower case, without a dot. */
  readonly format: string;
  /** Lower-case hex; null when the site does not say. */
  readonly crc32: string | null;
  readonly md5: string | null;
  readonly sha1: string | null;
  /** Bytes. */
  readonly size: number | null;
}

/** A game as ScreenScraper describes it. Holds no credential. */
export interface ScrapedGame {
  readonly id: string;
  readonly systemId: string | null;
  /** `notgame="true"`: a tool, a demo, a BIOS. */
  readonly notGame: boolean;
  readonly names: readonly RegionalText[];
  readonly publisher: string | null;
  readonly developer: string | null;
  /** As received: `1-2`. */
  readonly players: string | null;
  /** From 0 to 20. */
  readonly note: number | null;
  readonly synopses: readonly LocalText[];
  /** `1990-05-06`, `1990-05` or `1990`. */
  readonly dates: readonly RegionalText[];
  readonly genres: readonly ScrapedGenre[];
  /** Null in the answer to a search. */
  readonly rom: ScrapedRom | null;
  readonly media: readonly Medium[];
}

/** What ScreenScraper says about the account, in every response; null where it does not say. */
export interface ScraperAccount {
  readonly id: string | null;
  /** 0 means a failed login. */
  readonly level: number | null;
  readonly maxThreads: number | null;
  readonly maxPerMinute: number | null;
  readonly requestsToday: number | null;
  readonly maxPerDay: number | null;
  /** Today's requests for unknown ROMs. */
  readonly unknownToday: number | null;
  readonly maxUnknownPerDay: number | null;
}

/** A file as the system had it when it was written; where both are the same, so is the file. */
export interface FileStamp {
  /** Bytes, in decimal digits. */
  readonly size: string;
  /** Nanoseconds since 1970, in decimal digits. */
  readonly mtimeNs: string;
}

/** The ROM of a hack in a ROM folder, as it was written there. */
export interface PublishedRom extends FileStamp {
  /** Of the hack, as are `version` and the patch in `blob`. */
  readonly id: string;
  /** Below the ROM folder, with `/`. */
  readonly path: string;
  /** The path that the gamelist has for it, where that is still another one. */
  readonly listedAs: string | null;
  readonly version: string;
  readonly blob: string;
  /** Lower-case hex. */
  readonly sha224: string;
}

/** What came of asking for a hack's screenshot. */
export interface PublishedScreenshot {
  readonly id: string;
  /** Where it was asked for, as the record has it. */
  readonly url: string;
  readonly version: string;
  /** Of the file as it was stored, lower-case hex; null: there is none that is any good. */
  readonly sha1: string | null;
}

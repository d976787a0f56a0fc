/** A file's size and modification time when it was written; while both match, the file is unchanged. */
export interface FileStamp {
  /** Bytes, in decimal digits. */
  readonly size: string;
  /** Nanoseconds since 1970, in decimal digits. */
  readonly mtimeNs: string;
}

/** The ROM of a hack in a ROM folder, as it was written there. */
export interface PublishedRom extends FileStamp {
  /** The hack's id; `version` and the patch in `blob` are the hack's as well. */
  readonly id: string;
  /** Below the ROM folder, with `/`. */
  readonly path: string;
  /** Its path in the gamelist, while that still differs from `path`. */
  readonly listedAs: string | null;
  readonly version: string;
  readonly blob: string;
  /** Lower-case hex. */
  readonly sha224: string;
}

/** The outcome of asking for a hack's screenshot. */
export interface PublishedScreenshot {
  readonly id: string;
  /** The address that was asked for, as the record has it. */
  readonly url: string;
  readonly version: string;
  /** Of the file as stored, lower-case hex; null when there is no usable one. */
  readonly sha1: string | null;
}

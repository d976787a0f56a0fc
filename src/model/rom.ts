/** The ROM that every patch is applied to: verified, without a copier header. */
export interface BaseRom {
  readonly bytes: Buffer;
  /** Lower-case hex. */
  readonly sha224: string;
}

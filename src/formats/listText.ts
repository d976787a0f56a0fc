/**
 * The text of a small file that names other files: a playlist, a cue sheet.
 *
 * @param bytes - UTF-8 with or without a byte order mark; what is no UTF-8 is read as Latin-1, which older tools write
 */
export function listText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

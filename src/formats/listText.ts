import { utf8Text } from './utf8Text.js';

/**
 * The text of a small file that names other files, such as a playlist or a cue sheet.
 *
 * @param bytes - UTF-8 with or without a byte order mark; anything else is read as Latin-1, which older tools write
 */
export const listText = (bytes: Buffer): string => utf8Text(bytes) ?? bytes.toString('latin1');

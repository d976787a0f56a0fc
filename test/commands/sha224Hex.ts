import { createHash } from 'node:crypto';

/** Lower-case hex, using only node:crypto. */
export const sha224Hex = (bytes: Uint8Array): string => createHash('sha224').update(bytes).digest('hex');

import type { Readable } from 'node:stream';

/** All that waits in a stream to be read. Told no size, newer versions of Node read only as much as was written at a time. */
export const written = (stream: Readable): string => String(stream.read(stream.readableLength) ?? '');

import type { Readable } from 'node:stream';

/** Everything buffered in a stream. Without a size, newer versions of Node return only as much as was written at a time. */
export const written = (stream: Readable): string => String(stream.read(stream.readableLength) ?? '');

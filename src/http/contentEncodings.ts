import type { Headers } from 'node-fetch';

const PACKINGS: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'br', 'deflate', 'zstd', 'compress', 'x-compress']);

/**
 * The content codings of a response, in the order in which they were applied. Other words that servers send in that header, such
 * as `utf-8` or `none`, encode nothing and are ignored, as browsers do.
 *
 * @see https://www.iana.org/assignments/http-parameters/http-parameters.xhtml#content-coding
 */
export function contentEncodings(headers: Headers): readonly string[] {
  const words = (headers.get('content-encoding') ?? '').toLowerCase().split(',');
  return words.map((word) => word.trim()).filter((word) => PACKINGS.has(word));
}

/** Whether the body is gzip and nothing else, the only coding that is requested. */
export const isGzip = ([first = '', ...more]: readonly string[]): boolean =>
  /^(?:x-)?gzip$/.test(first) && more.length === 0;

import type { Headers } from 'node-fetch';

const PACKINGS: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'br', 'deflate', 'zstd', 'compress', 'x-compress']);

/**
 * How the body of an answer is packed, the first one first. What else servers send in that header, such as `utf-8` or `none`,
 * packs nothing, and is passed over as browsers do.
 *
 * @see https://www.iana.org/assignments/http-parameters/http-parameters.xhtml#content-coding
 */
export function packings(headers: Headers): readonly string[] {
  const words = (headers.get('content-encoding') ?? '').toLowerCase().split(',');
  return words.map((word) => word.trim()).filter((word) => PACKINGS.has(word));
}

/** Whether it is packed as gzip and nothing else, the only way that is asked for. */
export const isGzip = ([first = '', ...more]: readonly string[]): boolean =>
  /^(?:x-)?gzip$/.test(first) && more.length === 0;

import { TransientHttpError } from '../model/errors.js';
import type { HttpAnswer } from './httpClient.js';
import { redactUrl } from './redactUrl.js';

/**
 * The JSON value (UTF-8, with or without a byte order mark) in a response, for the caller to validate.
 *
 * @throws TransientHttpError - not JSON: a site in trouble answers with an HTML page and status 200
 */
export function decodeJson({ url, status, bytes }: Pick<HttpAnswer, 'url' | 'status' | 'bytes'>): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    const start = text.slice(0, 40).replace(/[^\x20-\x7e]+/g, ' ');
    const found = text === '' ? 'it is empty' : `it begins with \`${start}\``;
    throw new TransientHttpError(`GET ${redactUrl(url)}: the answer is not JSON (${found}).`, status);
  }
}

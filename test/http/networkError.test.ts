import { FetchError } from 'node-fetch';
import { expect, test } from 'vitest';
import { networkError } from '../../src/http/networkError.js';
import { TransientHttpError } from '../../src/model/errors.js';

const systemError = (code: string): Error => Object.assign(new Error(`${code} https://a.org/?key=secret`), { code });

test.each([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was lost'],
  ['ENOTFOUND', 'the host name is unknown; check the network'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'the connection was lost before the answer was complete'],
  ['EODD', 'the connection failed (EODD)'],
])('%s is transient, and reported without the whole URL', async (code, words) => {
  const error = await networkError(systemError(code), 'GET https://a.org/');
  expect(error).toBeInstanceOf(TransientHttpError);
  expect(error).toHaveProperty('message', `GET https://a.org/: ${words}.`);
});

test('so is what the library reports without a code', async () => {
  expect(await networkError(new FetchError('odd', 'system'), 'GET x')).toBeInstanceOf(TransientHttpError);
});

test.each<unknown>([
  Object.assign(new TypeError('a bug'), { code: 'ERR_INVALID_ARG_TYPE' }),
  new Error('a bug'),
  new DOMException('stopped', 'AbortError'),
  'a word',
  null,
])('%s is not a network error', async (error) => {
  expect(await networkError(error, 'GET x')).toBeNull();
});

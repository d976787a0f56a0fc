import type { ZodType, output } from 'zod';
import { apiError } from '../../src/dashboard/api/answers.js';
import { knownToken } from './token.js';

/** The server refused or could not be reached; the message is a sentence that can be shown. */
export class ApiFailure extends Error {
  override name = 'ApiFailure';
}

/**
 * Sends a GET request to the server that served this page.
 *
 * @param schema - of the response, the same that the server uses
 * @param path - below `/api/`
 * @throws ApiFailure
 */
export function get<T extends ZodType>(schema: T, path: string, signal: AbortSignal): Promise<output<T>> {
  return ask(schema, path, { signal });
}

/**
 * Sends a request to change something, with the token.
 *
 * @throws ApiFailure
 */
export function post<T extends ZodType>(schema: T, path: string, body: object = {}): Promise<output<T>> {
  return ask(schema, path, { method: 'POST', body: JSON.stringify(body) });
}

async function ask<T extends ZodType>(schema: T, path: string, options: RequestInit): Promise<output<T>> {
  const token = knownToken();
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const answer = await fetch(`/api/${path}`, { ...options, headers }).catch((error: unknown) => {
    if (options.signal?.aborted === true) throw error;
    throw new ApiFailure('The server does not answer. Is romflow serve still running?');
  });
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) {
    throw new ApiFailure(apiError.safeParse(body).data?.error ?? `The server answered with ${answer.status}.`);
  }
  const read = schema.safeParse(body);
  if (!read.success) throw new ApiFailure('The server’s answer could not be understood; reload the page.');
  return read.data;
}

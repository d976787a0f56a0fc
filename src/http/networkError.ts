import { TransientHttpError } from '../model/errors.js';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was lost before the answer was complete',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'there is no network',
  ENOTFOUND: 'the host name is unknown; check the network',
  EAI_AGAIN: 'the host name could not be looked up; check the network',
};

/**
 * Converts a connection failure into the error that is retried; null when it is something else (a bug, an abort).
 *
 * @param what - the request, as `GET <redacted URL>`; the library's own message is not used, because it contains the whole URL
 */
export async function networkError(error: unknown, what: string): Promise<TransientHttpError | null> {
  if (error instanceof TypeError) return null;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return new TransientHttpError(`${what}: ${REASONS[error.code] ?? `the connection failed (${error.code})`}.`);
  }
  const { FetchError } = await import('node-fetch');
  return error instanceof FetchError ? new TransientHttpError(`${what}: the connection failed.`) : null;
}

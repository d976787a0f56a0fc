import { ConfigError } from '../../src/model/errors.js';

/** What a promise rejects with; null if it resolves. */
export async function thrown(loading: Promise<unknown>): Promise<unknown> {
  return loading.then(
    () => null,
    (error: unknown) => error,
  );
}

/** The mistakes that are reported. */
export async function problemsOf(loading: Promise<unknown>): Promise<readonly string[]> {
  const error = await thrown(loading);
  if (error instanceof ConfigError) return error.problems;
  throw new Error(`no ConfigError, but ${String(error)}`);
}

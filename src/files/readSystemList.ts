import { stat } from 'node:fs/promises';
import { readAtMost } from './readAtMost.js';
import { ConfigError } from '../model/errors.js';

const LARGEST = 16 * 1024 * 1024;

/**
 * Reads a list of systems.
 *
 * @param path - absolute
 * @throws ConfigError - it cannot be read, or is too large to be one
 */
export async function readSystemList(path: string): Promise<{ readonly path: string; readonly bytes: Buffer }> {
  const found = await stat(path).catch(() => null);
  // Whoever opens a pipe waits until somebody writes into it.
  if (found !== null && !found.isFile() && !found.isDirectory())
    throw new ConfigError([`paths.es_systems: ${path} is no file but a device, a pipe or a socket`]);
  const bytes = await readAtMost(path, LARGEST).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError([`paths.es_systems: ${path} cannot be read (${code})`]);
  });
  if (bytes === null)
    throw new ConfigError([`paths.es_systems: ${path} is larger than 16 MiB: it is no list of systems`]);
  return { path, bytes };
}

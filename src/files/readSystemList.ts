import { ConfigError } from '../model/errors.js';
import { errorCode } from './errorCode.js';
import { NO_FILE, leadsToDevice } from './leadsToDevice.js';
import { readAtMost } from './readAtMost.js';

const MAX_BYTES = 16 * 1024 * 1024;

/** A list of systems, as read. */
export interface SystemList {
  /** Absolute. */
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * Reads a list of systems.
 *
 * @param path - absolute
 * @throws ConfigError - it cannot be read, or is too large to be one
 */
export async function readSystemList(path: string): Promise<SystemList> {
  if (await leadsToDevice(path)) throw new ConfigError([`paths.es_systems: ${path} ${NO_FILE}`]);
  const bytes = await readAtMost(path, MAX_BYTES).catch((error: unknown) => {
    throw new ConfigError([`paths.es_systems: ${path} cannot be read (${errorCode(error) ?? String(error)})`]);
  });
  if (bytes === null)
    throw new ConfigError([`paths.es_systems: ${path} is larger than 16 MiB: it is not a list of systems`]);
  return { path, bytes };
}

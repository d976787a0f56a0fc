import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { readConfigFile } from './configFile.js';
import { keepValid } from './keepValid.js';

/** A kind of configuration file. */
export interface FileKind<T> {
  /** Every leaf is optional. */
  readonly keys: z.ZodType<T>;
  /** Every known key, as `section.key`. */
  readonly known: readonly string[];
  /** The default file, when none is chosen; it need not exist. */
  readonly name: string;
}

/** The valid part of a file. */
export interface AcceptedFile<T> {
  readonly content: T;
  /** `absent`: the default file does not exist. `unusable`: the file holds no settings at all, and `problems` says why. */
  readonly state: 'read' | 'absent' | 'unusable';
  /** The folder that it is in, or would be: absolute. */
  readonly folder: string;
}

/**
 * Reads and validates a configuration file. Mistakes are added to `problems`, each prefixed with its key or the file's name.
 *
 * @param where - the working folder, absolute, and the file that `--config` names
 */
export async function acceptFile<T>(
  { keys, known, name: usual }: FileKind<T>,
  { cwd, chosen }: { readonly cwd: string; readonly chosen: string | undefined },
  problems: string[],
): Promise<AcceptedFile<T>> {
  const name = chosen ?? usual;
  const path = resolve(cwd, name);
  const folder = dirname(path);
  const before = problems.length;
  const accepted = (content: unknown): T =>
    keepValid(keys, content, problems, { nameOf: (key) => key.map(shownKey).join('.') || name, known });

  const file = await readConfigFile(path);
  if ('content' in file) {
    const content = accepted(file.content);
    const unusable = problems.slice(before).some((problem) => problem.startsWith(`${name}: `));
    return { content, state: unusable ? 'unusable' : 'read', folder };
  }
  if ('missing' in file && chosen === undefined) return { content: accepted({}), state: 'absent', folder };
  problems.push('problem' in file ? `${name}: ${file.problem}` : `--config: there is no file ${name}`);
  return { content: accepted({}), state: 'unusable', folder };
}

/** A key that looks like none of ours may be a misplaced password: only its length is shown. */
const shownKey = (key: PropertyKey): string => {
  const written = String(key);
  return /^\w[\w-]{0,39}$/.test(written) ? written : `(a key of ${written.length} characters)`;
};

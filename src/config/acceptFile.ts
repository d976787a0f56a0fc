import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { acceptValid } from './acceptValid.js';
import { readConfigFile } from './configFile.js';

/** What a configuration file is like. */
export interface FileKind<T> {
  /** Every leaf is optional. */
  readonly keys: z.ZodType<T>;
  /** Every key that there is, as `section.key`. */
  readonly known: readonly string[];
  /** Where it is when none is chosen; by this name it need not be there. */
  readonly name: string;
}

/** What is accepted of a file. */
export interface AcceptedFile<T> {
  readonly content: T;
  /** Absent: there is none where it is looked for. Unusable: it holds no settings at all, and `problems` says why. */
  readonly state: 'read' | 'absent' | 'unusable';
  /** Where it is, or would be: absolute. */
  readonly folder: string;
}

/**
 * Reads a configuration file and checks it. Mistakes are added to `problems`, each by its key or by the file's name.
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
    acceptValid(keys, content, problems, { nameOf: (key) => key.map(shownKey).join('.') || name, known });

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

/** What no key of ours looks like may be a password that has slipped into a key's place: it is told by its length. */
const shownKey = (key: PropertyKey): string => {
  const written = String(key);
  return /^\w[\w-]{0,39}$/.test(written) ? written : `(a key of ${written.length} characters)`;
};

import { resolve } from 'node:path';
import { z } from 'zod';
import { requireFolder } from '../files/hackFolder.js';
import { importCourse } from '../streams/importCourse.js';
import type { RunCommand } from './context.js';
import { filesRun } from './filesRun.js';
import { parseArguments } from './parseArguments.js';

const importWords = z.tuple([z.string().min(1, 'The name of the folder must not be empty.')]);

/**
 * `romflow import HACKS-DIR`: turns the `hacks/<id>` JSON files of older tools into rows.
 *
 * @throws UsageError - there is no such folder
 * @throws ArchiveError - a database or file that is needed cannot be used
 */
export const runImport: RunCommand = async (context) => {
  const [name] = parseArguments(importWords, context.args);
  const settings = await context.settings();
  const folder = resolve(context.cwd, name);
  await requireFolder(folder);
  return filesRun({ name: 'import', folder, course: (deps) => importCourse(deps.import) }, settings, context);
};

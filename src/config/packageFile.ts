import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UNCOMPILED } from '../formats/uncompiled.js';

const packageFile = z.object({ version: z.string() });

/** Reads this program's own package.json. */
export async function readPackageFile(): Promise<z.infer<typeof packageFile>> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return packageFile.parse(JSON.parse(text), UNCOMPILED);
}

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PARSED_ONCE } from '../formats/parsedOnce.js';

const packageFile = z.object({ version: z.string() });

/** Reads this program's own package.json. */
export async function readPackageFile(): Promise<z.infer<typeof packageFile>> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return packageFile.parse(JSON.parse(text), PARSED_ONCE);
}

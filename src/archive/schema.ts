import { readFileSync } from 'node:fs';

/** Rises with every change of sql/*.sql. */
export const SCHEMA_VERSION = 5;

/** A script of sql/, by its name. */
export function schemaScript(
  name: 'rhdata.sql' | 'patchbin.sql' | 'rhdata-fill.sql' | 'patchbin-fill.sql' | 'scrape.sql' | 'publish.sql',
): string {
  return readFileSync(new URL(`../../sql/${name}`, import.meta.url), 'utf8');
}

import { readFileSync } from 'node:fs';

/** A script of sql/, by its name. */
export function schemaScript(
  name: 'rhdata.sql' | 'patchbin.sql' | 'rhdata-fill.sql' | 'patchbin-fill.sql' | 'scrape.sql' | 'publish.sql',
): string {
  return readFileSync(new URL(`../../sql/${name}`, import.meta.url), 'utf8');
}

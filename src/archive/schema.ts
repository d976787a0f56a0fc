import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Incremented with every change of the schema in sql/*.sql. */
export const SCHEMA_VERSION = 6;

/** The scripts of sql/ that define a database. */
export type Schema = 'rhdata.sql' | 'patchbin.sql' | 'scrape.sql' | 'publish.sql';

/** A script of sql/, by its name. */
export function schemaScript(name: Schema | 'rhdata-fill.sql' | 'patchbin-fill.sql'): string {
  return readFileSync(new URL(`../../sql/${name}`, import.meta.url), 'utf8');
}

/** Tells apart what different versions of the program make of the databases that they leave: the SHA-1 of the scripts, in hex. */
export function schemaDigest(): string {
  const digest = createHash('sha1');
  for (const name of ['rhdata.sql', 'patchbin.sql', 'rhdata-fill.sql', 'patchbin-fill.sql', 'scrape.sql'] as const) {
    digest.update(schemaScript(name));
  }
  return digest.digest('hex');
}

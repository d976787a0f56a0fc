import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Rises with every change of sql/*.sql. */
export const SCHEMA_VERSION = 5;

/** What a database may be made by, of sql/. */
export type Schema = 'rhdata.sql' | 'patchbin.sql' | 'scrape.sql' | 'publish.sql';

/** A script of sql/, by its name. */
export function schemaScript(name: Schema | 'rhdata-fill.sql' | 'patchbin-fill.sql'): string {
  return readFileSync(new URL(`../../sql/${name}`, import.meta.url), 'utf8');
}

/** Tells what one version of the program gives an archive's databases from what another does: a SHA-1 of its scripts, in hex. */
export function schemaDigest(): string {
  const digest = createHash('sha1');
  for (const name of ['rhdata.sql', 'patchbin.sql', 'rhdata-fill.sql', 'patchbin-fill.sql'] as const) {
    digest.update(schemaScript(name));
  }
  return digest.digest('hex');
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { z } from 'zod';

const published = z
  .record(z.string(), z.unknown())
  .parse(JSON.parse(readFileSync(resolve('docs', 'events.schema.json'), 'utf8')));
const ajv = new Ajv2020({ allErrors: true });
formats.default(ajv);
const validate = ajv.compile(published);

/** What is wrong with a line of the log by the published schema; nothing for one that is right. */
export function mistakesIn(line: string): readonly string[] {
  if (validate(JSON.parse(line))) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

/** The lines of a log that the published schema refuses. */
export const wrongLines = (ndjson: string): readonly string[] =>
  ndjson
    .trimEnd()
    .split('\n')
    .filter((line) => mistakesIn(line).length > 0);

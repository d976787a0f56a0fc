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

/** The mistakes in a line of a log according to the published schema; none for a valid one. */
export function mistakesIn(line: string): readonly string[] {
  if (validate(JSON.parse(line))) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

/** The lines of a log that the published schema rejects. */
export const wrongLines = (ndjson: string): readonly string[] =>
  ndjson
    .trimEnd()
    .split('\n')
    .filter((line) => mistakesIn(line).length > 0);

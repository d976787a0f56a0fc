import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkReport } from '../../src/model/check.js';
import { statusReport } from '../../src/model/status.js';

const page = readFileSync(new URL('../../docs/status.md', import.meta.url), 'utf8');
const [status, doctor, ...more] = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, block = '']): unknown =>
  JSON.parse(block),
);

/** The names of all fields, at any depth. */
function fieldsOf(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  const own = Array.isArray(json) ? [] : Object.keys(json);
  return [...own, ...Object.values(json).flatMap(fieldsOf)];
}

test.each([
  ['status', statusReport, status],
  ['doctor', checkReport, doctor],
])('docs/status.md shows what %s prints, and describes every field', (_, schema, example) => {
  expect(more).toEqual([]);
  expect(schema.parse(example)).toEqual(example);
  const undescribed = fieldsOf(example).filter((field) => !page.includes(`\`${field}\``));
  expect(undescribed).toEqual([]);
});

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { comparePatchers } from './patchers.js';

const { values } = parseArgs({ options: { json: { type: 'string' } } });

const comparisons = comparePatchers();

console.table(
  comparisons.map(({ subject, ours, against, oursMs, againstMs, ratio }) => ({
    subject,
    ours,
    ms: oursMs.toFixed(2),
    against,
    'its ms': againstMs.toFixed(2),
    ratio: ratio.toFixed(2),
  })),
);

if (values.json !== undefined) {
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', platform: process.platform };
  writeFileSync(values.json, `${JSON.stringify({ machine, comparisons }, null, 2)}\n`);
}

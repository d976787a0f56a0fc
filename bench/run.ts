import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchRecord, type BenchRow, readRecord } from './record.js';
import { SECTIONS } from './sections.js';
import { slowerThan } from './slowerThan.js';

// `npm run bench -- hashing gamelist` runs only these sections.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string', default: join('bench', 'last.json') }, compare: { type: 'string' } },
});

const unknown = positionals.filter((name) => !Object.hasOwn(SECTIONS, name));
if (unknown.length > 0)
  throw new Error(`There is no section ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}.`);

// Read before anything is measured or written: it may be the output file itself.
const { compare } = values;
const earlier = compare === undefined ? null : readRecord(readFileSync(compare, 'utf8'), compare);

const loadBefore = load();
const rows: BenchRow[] = [];
for (const [section, measure] of Object.entries(SECTIONS)) {
  if (positionals.length > 0 && !positionals.includes(section)) continue;
  console.log(`\n${section}`);
  const command = `npm run bench -- ${section}`;
  const measured = (await measure()).map((comparison) => ({ section, ...comparison, command }));
  console.table(measured.map(shown));
  rows.push(...measured);
}

const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  platform: process.platform,
};
const record: BenchRecord = { machine: { ...machine, load: [loadBefore, load()] }, rows };
writeFileSync(values.json, `${JSON.stringify(record, null, 2)}\n`);
console.log(`\nLoad ${record.machine.load.join(' to ')} on ${machine.cores} cores. Written to ${values.json}.`);

if (earlier !== null) {
  const slower = slowerThan(earlier.rows, rows);
  console.log(slower.length === 0 ? '\nNothing is slower by more than 15 %.' : '\nSlower by more than 15 %:');
  if (slower.length > 0) {
    console.table(slower.map(({ row, before }) => ({ ...shown(row), 'ratio before': before.toFixed(2) })));
    process.exitCode = 1;
  }
}

function load(): number {
  return Number((loadavg()[0] ?? 0).toFixed(1));
}

/** Small values keep two significant digits. */
function figure(value: number): string {
  return value >= 0.1 || value === 0 ? value.toFixed(2) : value.toPrecision(2);
}

function shown({ what, ours, value, unit, against, itsValue, ratio, aim, met }: BenchRow) {
  return {
    what,
    ours,
    value: `${figure(value)} ${unit}`,
    against,
    'its value': `${figure(itsValue)} ${unit}`,
    ratio: figure(ratio),
    aim: aim === null ? '' : `${met === true ? '' : 'missed: '}≤ ${Number(aim.toFixed(3))}`,
  };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchRecord, benchRecord, type Comparison, slowerThan } from './comparison.js';
import { compareCourse } from './course.js';
import { comparePatchers } from './patchers.js';
import { compareGamelists } from './scrapeGamelist.js';
import { compareHashing } from './scrapeHashing.js';
import { compareScale } from './scrapeScale.js';
import { compareThreads } from './scrapeThreads.js';
import { compareWorkers } from './workers.js';

/** `npm run bench -- hashing gamelist` runs some of them, in this order. */
const SECTIONS: Readonly<Record<string, () => readonly Comparison[] | Promise<readonly Comparison[]>>> = {
  patchers: comparePatchers,
  hashing: compareHashing,
  gamelist: compareGamelists,
  threads: compareThreads,
  scale: compareScale,
  workers: compareWorkers,
  course: compareCourse,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string', default: join('bench', 'last.json') }, compare: { type: 'string' } },
});
const unknown = positionals.filter((name) => !(name in SECTIONS));
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}.`);

// Read before anything is written: it may be the very file.
const earlier =
  values.compare === undefined ? null : benchRecord.parse(JSON.parse(readFileSync(values.compare, 'utf8')));

const comparisons: Comparison[] = [];
for (const [name, section] of Object.entries(SECTIONS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const lines = await section();
  console.log(`\n${name}`);
  console.table(lines.map(row));
  comparisons.push(...lines);
}

const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  platform: process.platform,
};
const record: BenchRecord = { machine, comparisons };
writeFileSync(values.json, `${JSON.stringify(record, null, 2)}\n`);

if (earlier !== null) {
  const slower = slowerThan(earlier.comparisons, comparisons);
  console.log(slower.length === 0 ? '\nNothing is slower by more than 15 %.' : '\nSlower by more than 15 %:');
  if (slower.length > 0)
    console.table(slower.map(({ line, before }) => ({ ...row(line), 'ratio before': before.toFixed(2) })));
}

function row({ subject, ours, against, unit, oursValue, againstValue, ratio, aim }: Comparison) {
  const promised = aim === null ? '' : `${ratio <= aim ? '' : 'missed: '}≤ ${aim}`;
  return {
    subject,
    ours,
    value: `${oursValue.toFixed(2)} ${unit}`,
    against,
    'its value': `${againstValue.toFixed(2)} ${unit}`,
    ratio: ratio.toFixed(2),
    aim: promised,
  };
}

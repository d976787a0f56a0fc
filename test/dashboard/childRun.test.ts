import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { StartRun } from '../../src/dashboard/api/run.js';
import { type ChildRun, childRuns } from '../../src/dashboard/childRun.js';
import { newFolder } from '../archive/archiveFolder.js';

/** Records how it was started and its orders; `stop` ends it. */
const OBEDIENT = `
import { appendFileSync, writeFileSync } from 'node:fs';
writeFileSync('started.json', JSON.stringify({ words: process.argv.slice(2), secret: process.env.ROMFLOW_TOKEN ?? null }));
for (let line = 0; line < 20000; line += 1) process.stdout.write('{"type":"game.recorded"}\\n');
process.on('message', ({ romflow }) => {
  appendFileSync('orders.txt', romflow + '\\n');
  if (romflow === 'stop') process.exit(130);
});
setInterval(() => undefined, 1000);
`;
const FAILING =
  "process.stderr.write('romflow: one\\nromflow: The base ROM\\u001b[2J is missing.\\n'); process.exitCode = 2;";

const UPDATE: StartRun = { command: 'update', fullCrawl: true, retryFailed: false, allPatches: true, dryRun: false };

function place(script: string) {
  const cwd = newFolder();
  const program = join(cwd, 'program.mjs');
  writeFileSync(program, script);
  const runs = childRuns({
    program,
    words: { update: ['--archive=somewhere'], scrape: [] },
    cwd,
    env: { PATH: process.env.PATH },
    now: () => 42,
  });
  onTestFinished(() => runs.end());
  return { runs, file: (name: string) => join(cwd, name) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

const ended = (runs: ChildRun): Promise<void> => until(() => runs.state().command === null);
const started = z.object({ words: z.array(z.string()), secret: z.null() });

test('the program is started with generated arguments, one run at a time, and obeys orders', async () => {
  const { runs, file } = place(OBEDIENT);
  expect(runs.order('pause')).toBe(false);
  expect(runs.start(UPDATE)).toBe(true);
  expect(runs.start(UPDATE)).toBe(false);
  expect(runs.state()).toEqual({ command: 'update', since: 42, failure: null });
  await until(() => existsSync(file('started.json')) && readFileSync(file('started.json'), 'utf8').endsWith('}'));
  expect(started.parse(JSON.parse(readFileSync(file('started.json'), 'utf8'))).words).toEqual([
    ...['update', '--json', '--archive=somewhere', '--full-crawl', '--all-patches'],
  ]);
  for (const order of ['pause', 'resume', 'stop'] as const) expect(runs.order(order)).toBe(true);
  await ended(runs);
  expect(readFileSync(file('orders.txt'), 'utf8')).toBe('pause\nresume\nstop\n');
  expect(runs.state()).toEqual({ command: null, since: 42, failure: null });
  expect(runs.order('pause')).toBe(false);
});

test.each<[StartRun, readonly string[]]>([
  [
    { command: 'scrape', enableSearch: true, dryRun: true, mode: 'changed' },
    ['--enable-search', '--dry-run', '--mode=changed'],
  ],
  [{ command: 'scrape', enableSearch: false, dryRun: false }, []],
])('%o', async (request, flags) => {
  const { runs, file } = place(OBEDIENT);
  runs.start(request);
  await until(() => existsSync(file('started.json')) && readFileSync(file('started.json'), 'utf8').endsWith('}'));
  expect(started.parse(JSON.parse(readFileSync(file('started.json'), 'utf8'))).words).toEqual([
    'scrape',
    '--json',
    ...flags,
  ]);
});

test('a run that fails says why, in one harmless line; the next may begin', async () => {
  const { runs } = place(FAILING);
  runs.start(UPDATE);
  await ended(runs);
  expect(runs.state().failure).toBe('The base ROM is missing.');
  expect(runs.start(UPDATE)).toBe(true);
  expect(runs.state().failure).toBeNull();
  await ended(runs);
});

test('a missing program is a failure, too', async () => {
  const runs = childRuns({
    program: '/nowhere/cli.js',
    words: { update: [], scrape: [] },
    cwd: newFolder(),
    env: {},
    now: () => 0,
  });
  runs.start(UPDATE);
  await ended(runs);
  expect(runs.state().failure).not.toBeNull();
});

test('a missing working folder is reported as such', async () => {
  const cwd = join(newFolder(), 'gone');
  const runs = childRuns({ program: 'cli.js', words: { update: [], scrape: [] }, cwd, env: {}, now: () => 0 });
  runs.start(UPDATE);
  await ended(runs);
  expect(runs.state().failure).toBe(
    `The folder ${cwd}, in which this server was started, no longer exists; start the server in one that does.`,
  );
});

test('when the server ends, it stops the run and waits for it', async () => {
  const { runs, file } = place(OBEDIENT);
  runs.start(UPDATE);
  await until(() => existsSync(file('started.json')));
  await runs.end();
  expect(readFileSync(file('orders.txt'), 'utf8')).toBe('stop\n');
  expect(runs.state().command).toBeNull();
});

test('a run that no longer receives orders is ended by a signal', async () => {
  const { runs } = place('process.disconnect(); setInterval(() => undefined, 1000);');
  runs.start(UPDATE);
  await until(() => !runs.order('pause'));
  await runs.end();
  expect(runs.state().command).toBeNull();
});

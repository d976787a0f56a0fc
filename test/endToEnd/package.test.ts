import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { COMMANDS } from '../../src/commands/table.js';
import { PACKAGE, makeConsumer } from './consumer.js';
import { npm } from './npm.js';
import { golden, configFor, newFolder } from './workplace.js';

const packed = z
  .tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })])
  .transform(([only]) => only);

/** Packs the existing build; a new one would pull the program out from under the tests that run beside this one. */
async function pack(folder: string): Promise<z.infer<typeof packed>> {
  const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  return packed.parse(JSON.parse(await npm(words, process.cwd())));
}

test('the tarball holds what is needed to run and what explains it, and nothing else', async () => {
  const { files } = await pack(newFolder());
  const paths = files.map(({ path }) => path);
  const top = new Set(paths.map((path) => path.split('/')[0]));
  expect([...top].sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'package.json', 'sql']);
  expect(paths).toEqual(expect.arrayContaining(['dist/cli.js', 'sql/rhdata.sql', 'sql/patchbin.sql', 'sql/gate.sql']));
  expect(paths.filter((path) => /\.test\.|golden|\.(?:zip|bps|ips|sfc|db|ts|map)$/.test(path))).toEqual([]);
});

test('the licenses of everything that is bundled are included: for the web pages, for what packages bundle, and for one that keeps its license in its readme', () => {
  const terms = ['dist/licenses.txt', 'dist/web/licenses.md'].map((file) => readFileSync(file, 'utf8')).join('\n');
  for (const holder of ['rxjs', 'preact', 'chart.js', '@kurkle/color', 'yargs-parser', 'Nathan Rajlich']) {
    expect(terms).toContain(holder);
  }
});

test('the tarball installs into an empty folder and runs there', async () => {
  const folder = newFolder();
  const { filename } = await pack(folder);
  const consumer = join(folder, 'consumer');
  mkdirSync(consumer);
  makeConsumer(consumer, `../${filename}`);
  await npm(['install', '--ignore-scripts'], consumer);

  const romflow = (...words: readonly string[]): Promise<string> => npm(['exec', '--', 'romflow', ...words], consumer);
  const help = await romflow('--help');
  for (const name of Object.keys(COMMANDS)) expect(help).toMatch(new RegExp(`^ {2}romflow \\[?${name}\\b`, 'm'));
  expect((await romflow('--version')).trim()).toBe(PACKAGE.version);

  // The databases need the files in sql/ and a module that was built for this machine.
  const { base } = golden();
  writeFileSync(join(consumer, 'base.sfc'), base.bytes);
  writeFileSync(
    join(consumer, 'updategames.config.json'),
    JSON.stringify(configFor('http://127.0.0.1:1', base, consumer)),
  );
  expect(await romflow('update', '--no-fetch-metadata', '--archive', 'archive')).toContain('update: complete');
  expect(existsSync(join(consumer, 'archive', 'electron', 'patchbin.db'))).toBe(true);
}, 180_000);

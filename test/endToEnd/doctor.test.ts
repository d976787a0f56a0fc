import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkReport } from '../../src/model/check.js';
import { romflow } from './program.js';
import { smallArchive } from './smallArchive.js';
import { newFolder } from './workplace.js';

const OTHER_NODE = pathToFileURL(resolve('test', 'endToEnd', 'otherNode.mjs')).href;

const archive = smallArchive(['36840']);

/** Every file below a folder, with its bytes. */
const contents = (root: string): unknown =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => [
      name,
      statSync(join(root, name)).isFile() ? readFileSync(join(root, name)).toString('base64') : '',
    ]);

async function doctor(damage: (root: string) => void, env: Readonly<Record<string, string>> = {}) {
  const { root, around } = archive.copy();
  damage(root);
  const before = contents(root);
  const { code, out, err } = await romflow(['doctor', '--json'], { ...around, env: { ...around.env, ...env } });
  expect(err).toBe('');
  expect(contents(root)).toEqual(before);
  const json: unknown = JSON.parse(out);
  const report = checkReport.parse(json);
  expect(json).toEqual(report);
  expect(report.ok).toBe(code === 0);
  const problems = report.checks.filter(({ verdict }) => verdict === 'problem');
  return { root, code, problems: problems.map(({ name, message }) => `${name}: ${message}`), checks: report.checks };
}

test('reports one line per check when all is well', async () => {
  const { root, around } = archive.copy();
  const before = contents(root);
  const { code, out, err } = await romflow(['doctor'], around);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.trimEnd().split('\n');
  expect(lines.at(-1)).toBe('All is well.');
  expect(lines.slice(0, -2).filter((line) => !/^ {2}[✓○] /.test(line))).toEqual([]);
  for (const name of ['Node.js', 'better-sqlite3', 'lzma-native', 'configuration', 'base ROM', 'database rhdata']) {
    expect(out).toMatch(new RegExp(`^  ✓ ${name}: +\\S`, 'm'));
  }
  for (const name of ['database patchbin', 'folder archive', 'folder blobs', 'folder state']) {
    expect(out).toMatch(new RegExp(`^  ✓ ${name}: +\\S`, 'm'));
  }
  expect(contents(root)).toEqual(before);
});

test('a native module built for another Node.js is named, with the remedy, by every command that needs it', async () => {
  const { around } = archive.copy();
  const without = (names: string) => ({
    ...around,
    env: { ...around.env, BUILT_FOR_ANOTHER: names },
    node: ['--import', OTHER_NODE],
  });
  const mend = 'reinstall romflow with this Node.js (or run npm rebuild in its folder).';
  const doctor = await romflow(['doctor'], without('better-sqlite3 lzma-native'));
  expect({ code: doctor.code, err: doctor.err }).toEqual({ code: 1, err: '' });
  for (const name of ['better-sqlite3', 'lzma-native', 'database rhdata', 'database patchbin']) {
    expect(doctor.out).toMatch(
      new RegExp(`^  ✗ ${name}: .*different Node.js version.*: ${mend.replaceAll(/[.()]/g, String.raw`\$&`)}$`, 'm'),
    );
  }
  const all = await Promise.all(
    ['status', 'update', 'verify', 'serve'].map(async (words) => ({
      words,
      ...(await romflow([words], without('better-sqlite3'))),
    })),
  );
  for (const { words, code, err } of all) {
    expect({ words, code }).toEqual({ words, code: 1 });
    expect(err).toMatch(
      /^romflow: A native module does not work with Node\.js \S+ \(The module '.*'.*\): reinstall .*\n$/,
    );
  }
});

test('before the first update, says that what is missing will be made, except for the base ROM', async () => {
  const cwd = newFolder();
  const { code, out, err } = await romflow(['doctor'], { cwd, env: { XDG_STATE_HOME: join(cwd, 'state') } });
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out.match(/^ {2}✗ .*$/gm)).toEqual([expect.stringMatching(/base ROM: +There is no base ROM at /)]);
  expect(out).toMatch(/^ {2}○ database rhdata: +There is none at /m);
  expect(out).toMatch(/^ {2}○ folder zips: .* will be created$/m);
  expect(out).toMatch(/One problem needs fixing\.\n$/);
  expect(readdirSync(cwd)).toEqual([]);
});

describe('reports problems', () => {
  const damages: readonly (readonly [string, (root: string) => void, RegExp])[] = [
    [
      'a wrong base ROM',
      (root) => {
        writeFileSync(join(root, 'smw.sfc'), 'another');
      },
      /^base ROM: .*is not the expected one/,
    ],
    [
      'a database that is none',
      (root) => {
        writeFileSync(join(root, 'electron', 'patchbin.db'), 'a text'.repeat(1000));
      },
      /^database patchbin: .*not an SQLite database/,
    ],
    [
      'a file where a folder should be',
      (root) => {
        rmSync(join(root, 'zips'), { recursive: true });
        writeFileSync(join(root, 'zips'), '');
      },
      /^folder zips: .*a file is in its place/,
    ],
  ];
  test.each(damages)('%s', async (_, damage, message) => {
    const { code, problems } = await doctor(damage);
    expect(code).toBe(1);
    expect(problems).toEqual([expect.stringMatching(message)]);
  });

  test('FLIPS_PATH that leads nowhere', async () => {
    const { code, problems } = await doctor(() => undefined, { FLIPS_PATH: join(newFolder(), 'flips') });
    expect(code).toBe(1);
    expect(problems).toEqual([expect.stringMatching(/^Flips: FLIPS_PATH: .*cannot be started/)]);
  });

  test('every mistake in a configuration, along with the checks that do not need it', async () => {
    const { code, problems, checks } = await doctor((root) => {
      const config = { smwc: { requestDelay: -1 }, processing: { retrymax: 2 } };
      writeFileSync(join(root, 'updategames.config.json'), JSON.stringify(config));
    });
    expect(code).toBe(2);
    expect(problems).toEqual([
      expect.stringMatching(/^configuration: smwc\.requestDelay: /),
      expect.stringMatching(/^configuration: processing\.retrymax: .*retryMax/),
    ]);
    expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['Node.js', 'better-sqlite3']));
  });
});

test('notes a copier header, and no more', async () => {
  const { code, checks } = await doctor((root) => {
    const rom = join(root, 'smw.sfc');
    writeFileSync(rom, Buffer.concat([Buffer.alloc(512), readFileSync(rom)]));
  });
  expect(code).toBe(0);
  const word = checks.find(({ name }) => name === 'base ROM');
  expect(word?.verdict).toBe('note');
  expect(word?.message).toContain('has a copier header of 512 bytes');
});

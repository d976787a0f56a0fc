import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { sha224Hex } from '../../src/formats/hashes.js';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Replaces `failpoint.js`: logs each moment, and ends the process like a power cut at the requested one. */
const DEADLY = `
import { appendFileSync } from 'node:fs';
const { ROMFLOW_FAILPOINT: deadly, ROMFLOW_FAILPOINT_LOG: log } = process.env;
const counts = new Map();
export const failpoint = (name) => {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  const moment = name + '#' + count;
  if (log) appendFileSync(log, moment + '\\n');
  if (moment === deadly) process.kill(process.pid, 'SIGKILL');
};
`;

/** Replaces a text in a module of the build. */
export interface Alteration {
  /** Path of the module, below `build/`. */
  readonly file: string;
  readonly find: RegExp;
  readonly put: string;
}

/** Makes deriving a key take no time. */
const QUICK: Alteration = { file: 'formats/blobKey.js', find: /\b390_?000\b/, put: '10' };

/**
 * The build that the crash tests run: the product's own, except that its failpoints can kill, that deriving a key takes
 * no time, and whatever else is to be altered. The first test that needs it makes it; the others share it, and it is
 * removed when all are done, so nobody may change it.
 *
 * @returns the path of its `cli.js`
 */
export function testBuild(...alterations: readonly Alteration[]): string {
  const all = [QUICK, ...alterations];
  const name = sha224Hex(Buffer.from(JSON.stringify(all.map(({ file, find, put }) => [file, String(find), put]))));
  const folder = join(inject('testBuilds'), name);
  if (!existsSync(folder)) {
    const made = makeBuild(all);
    try {
      renameSync(made, folder);
    } catch (error) {
      // Another worker was faster.
      if (!existsSync(folder)) throw error;
      rmSync(made, { recursive: true });
    }
  }
  return join(folder, 'dist', 'cli.js');
}

function makeBuild(alterations: readonly Alteration[]): string {
  const folder = mkdtempSync(join(inject('testBuilds'), 'unfinished-'));
  // Some tests run it as another user.
  chmodSync(folder, 0o755);
  for (const part of ['build', 'dist/web', 'sql', 'package.json'])
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'build', 'files', 'failpoint.js'), DEADLY);
  for (const alteration of alterations) alter(join(folder, 'build'), alteration);
  execFileSync(process.execPath, [join(PROJECT, 'scripts', 'bundle.js'), 'build', 'dist'], { cwd: folder });
  return folder;
}

function alter(build: string, { file, find, put }: Alteration): void {
  const path = join(build, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(find, put);
  if (after === before) throw new Error(`What the test build looks for in ${file} is not there.`);
  writeFileSync(path, after);
}

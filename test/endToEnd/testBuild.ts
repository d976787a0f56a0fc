import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** In the place of `failpoint.js`: notes each moment, and ends the process as a power cut would at the one asked for. */
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

/**
 * Makes the build that the crash tests run: the product's own, but that its failpoints can kill and that deriving a key
 * takes no time.
 *
 * @returns the path of its `cli.js`, and of its folder, which the caller removes
 */
export function testBuild(): { readonly cli: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-test-build-'));
  for (const part of ['dist', 'sql', 'package.json'])
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'dist', 'files', 'failpoint.js'), DEADLY);

  const blobKey = join(folder, 'dist', 'formats', 'blobKey.js');
  const slow = readFileSync(blobKey, 'utf8');
  const quick = slow.replace(/\b390_?000\b/, '10');
  if (quick === slow)
    throw new Error('The iterations of the key derivation are not where the test build looks for them.');
  writeFileSync(blobKey, quick);
  return { cli: join(folder, 'dist', 'cli.js'), folder };
}

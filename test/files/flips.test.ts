import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyWithFlips, assertStartable } from '../../src/files/flips.js';
import { ArchiveError, PatchError, UsageError } from '../../src/model/errors.js';

const patch = Buffer.from('a patch');
const base = { bytes: Buffer.from('a base ROM'), sha224: 'unused' };

let folder: string;
let temp: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow flips-'));
  temp = await mkdtemp(join(folder, 'temp-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A program that is called like Flips; its script has `fs` and the arguments. */
async function fakeFlips(script: string): Promise<string> {
  const program = join(folder, 'flips');
  const begin = `#!${process.execPath}\nconst fs = require('node:fs');\nconst args = process.argv.slice(2);\n`;
  await writeFile(program, `${begin}const [, , patch, rom, result] = args;\n${script}\n`);
  await chmod(program, 0o755);
  return program;
}

const apply = async (script: string, timeLimitMs?: number): Promise<Buffer> =>
  applyWithFlips(await fakeFlips(script), patch, base, temp, timeLimitMs);

// Windows cannot start a script as a program without a shell, and the point is not to use one.
describe.skipIf(process.platform === 'win32')('a Flips that can be started', () => {
  test('gets the patch and the base ROM as files in an argument vector, and its result is read', async () => {
    const result = await apply(`
      const words = [...args.slice(0, 2), fs.readFileSync(patch), fs.readFileSync(rom), fs.existsSync(result)];
      fs.writeFileSync(result, words.join('|'));
      console.log('The patch was applied successfully!');`);
    expect(result.toString()).toBe('--apply|--exact|a patch|a base ROM|false');
    expect(await readdir(temp)).toEqual([]);
  });

  test('is quoted when it refuses, and its files are removed', async () => {
    const refusing = apply(
      "console.log('Reading...\\nThis patch is broken and can\\'t be used.'); process.exitCode = 1;",
    );
    await expect(refusing).rejects.toThrow(new PatchError("Flips says: This patch is broken and can't be used."));
    await expect(refusing).rejects.toBeInstanceOf(PatchError);
    expect(await readdir(temp)).toEqual([]);
  });

  test('has applied the patch even if it ends with a code of doubt, as 1.31 does', async () => {
    const result = await apply(`
      fs.writeFileSync(result, 'patched');
      console.log('The patch was applied, but appears scrambled or malformed.');
      process.exitCode = 3;`);
    expect(result.toString()).toBe('patched');
  });

  test.each([
    ['says nothing', 'process.exitCode = 3;', 'Flips ended with code 3 without a message.'],
    ['crashes', "process.kill(process.pid, 'SIGKILL');", 'Flips crashed (SIGKILL) without a message.'],
    ['writes no result', '', 'Flips wrote no result.'],
    ['talks without end', "process.stdout.write('x'.repeat(3e6));", 'Flips prints far too much about this patch.'],
    [
      'makes too large a ROM',
      'fs.writeFileSync(result, ""); fs.truncateSync(result, 16 * 1024 * 1024 + 1);',
      'The result has 16777217 bytes, more than the 16777216 allowed.',
    ],
  ])('fails the patch, not the run, if it %s', async (_, script, message) => {
    const failing = apply(script);
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.toBeInstanceOf(PatchError);
    expect(await readdir(temp)).toEqual([]);
  });

  test('may make a ROM of 16 MiB', async () => {
    const largest = 16 * 1024 * 1024;
    expect(await apply(`fs.writeFileSync(result, ''); fs.truncateSync(result, ${largest});`)).toHaveLength(largest);
  });

  test('is killed when it exceeds its time limit, which fails the patch', async () => {
    const endless = apply('setInterval(() => undefined, 1000);', 300);
    await expect(endless).rejects.toThrow(new PatchError('Flips did not finish within 0.3 seconds.'));
    await expect(endless).rejects.toBeInstanceOf(PatchError);
    expect(await readdir(temp)).toEqual([]);
  });
});

test('a program that cannot be started ends the run, and says what to do', async () => {
  const missing = applyWithFlips(join(folder, 'no-such-flips'), patch, base, temp);
  await expect(missing).rejects.toThrow(UsageError);
  await expect(missing).rejects.toThrow(/FLIPS_PATH: .*no-such-flips cannot be started \(ENOENT\)\. Unset it/);
  expect(await readdir(temp)).toEqual([]);
});

test('a folder is reported before anything is done', async () => {
  await expect(assertStartable(folder)).rejects.toThrow(/^FLIPS_PATH: .* cannot be started \(EISDIR\)\. Unset it/);
});

test('shell syntax in a path is part of the path', async () => {
  const sly = `${join(folder, 'flips')}; echo >${join(folder, 'pwned')}`;
  await expect(applyWithFlips(sly, patch, base, temp)).rejects.toThrow(UsageError);
  expect(await readdir(folder)).not.toContain('pwned');
});

test('a folder that cannot be written to is an ArchiveError', async () => {
  await expect(applyWithFlips('flips', patch, base, join(folder, 'missing'))).rejects.toThrow(ArchiveError);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkFlips } from '../../src/files/checkFlips.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-check-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('a Flips that does not exist is a problem', async () => {
  const { verdict, message } = await checkFlips(join(folder, 'flips'));
  expect(verdict).toBe('problem');
  expect(message).toMatch(/^FLIPS_PATH: .* cannot be started \(ENOENT\)\. Unset it to use the built-in patchers\.$/);
});

test('a Flips that does not apply a patch is a problem', async () => {
  const { message, ...check } = await checkFlips(process.execPath);
  expect(check).toEqual({ name: 'Flips', verdict: 'problem' });
  expect(message).toMatch(/ does not apply a patch: .* Set FLIPS_PATH to another program, or unset it /);
  mkdirSync(join(folder, 'flips'));
  expect(await checkFlips(join(folder, 'flips'))).toMatchObject({ verdict: 'problem' });
});

test('a missing temporary folder is a problem', async () => {
  const nowhere = join(folder, 'nowhere');
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, nowhere);
  const { verdict, message } = await checkFlips(process.execPath);
  expect(verdict).toBe('problem');
  expect(message).toContain(`Cannot create a temporary folder in ${nowhere}`);
});

const script = (body: string): string => {
  const path = join(folder, 'flips');
  writeFileSync(
    path,
    `#!${process.execPath}\nconst fs = require('node:fs'); const [,, , , patch, rom, out] = process.argv;\n${body}`,
    {
      mode: 0o755,
    },
  );
  return path;
};

test.skipIf(process.platform === 'win32')('a Flips that applies a patch is fine', async () => {
  const flips = script("const b = fs.readFileSync(rom); b.write('ROM'); fs.writeFileSync(out, b)");
  expect(await checkFlips(flips)).toMatchObject({ verdict: 'ok', message: `${flips} starts and applies a patch` });
});

test.skipIf(process.platform === 'win32')('a Flips that gives another result is a problem', async () => {
  const { verdict, message } = await checkFlips(script('fs.copyFileSync(rom, out)'));
  expect(verdict).toBe('problem');
  expect(message).toMatch(/applies a patch, but the result is wrong/);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** As built by `npm test`. */
const CLI = resolve('dist', 'cli.js');
const GOLDEN = resolve('test', 'golden', 'patches');

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'romflow-cli-'));
});
afterAll(() => rm(cwd, { recursive: true }));

/** The program as a separate process; with `readers` none, stdout is closed before a byte is read. */
async function romflow(words: readonly string[], readers: 'all' | 'none' = 'all') {
  const child = spawn(process.execPath, [CLI, ...words], { cwd });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (texts.out += String(chunk)));
  child.stderr.on('data', (chunk) => (texts.err += String(chunk)));
  if (readers === 'none') child.stdout.destroy();
  await once(child, 'close');
  return { code: child.exitCode, ...texts };
}

test('applies a patch and exits with 0', async () => {
  await copyFile(join(GOLDEN, 'base.sfc'), join(cwd, 'base.sfc'));
  const words = ['apply', join(GOLDEN, 'same-size.bps'), 'base.sfc', '-o', 'out.sfc'];
  expect(await romflow(words)).toEqual({ code: 0, out: '  ✓ Wrote out.sfc (524288 bytes)\n', err: '' });
  expect(await readdir(cwd)).toContain('out.sfc');
});

test('reports wrong arguments and wrong scrape settings in a line each, and exits with 2', async () => {
  expect(await romflow(['scrape', '--skip-scraped', '--update'])).toEqual({
    code: 2,
    out: '',
    err: 'romflow: --skip-scraped and --update cannot be combined: each says what to scrape; give only one of them.\n',
  });
  await writeFile(join(cwd, 'es_systems.xml'), '<systemList/>');
  await writeFile(
    join(cwd, 'config.yaml'),
    'scraping: { sytems: [nes] }\nscreenscraper: { user_password: 82731964 }\n',
  );
  expect(await romflow(['scrape', '--systems', 'nes', 'snes', '--dry-run'])).toEqual({
    code: 2,
    out: '',
    err:
      'romflow: screenscraper.user_password: must be text: put it in quotes\n' +
      'romflow: scraping.sytems: is not a setting; did you mean scraping.systems?\n',
  });
});

test('exits quietly with 0 when the pipe is closed', async () => {
  expect(await romflow(['--help'], 'none')).toEqual({ code: 0, out: '', err: '' });
});

test.runIf(existsSync('/dev/full'))(
  'reports a full disk and exits with 1, even if the output is the last thing',
  async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [CLI, '--help'], { cwd, stdio: ['ignore', full, 'pipe'] });
    let err = '';
    child.stderr?.on('data', (chunk) => (err += String(chunk)));
    await once(child, 'close');
    closeSync(full);
    expect(err).toMatch(/^romflow: Cannot write the output \(ENOSPC.*\)\.\n$/);
    expect(child.exitCode).toBe(1);
  },
);

test.skipIf(process.platform === 'win32')(
  'reports a removed working folder in one sentence, and exits with 2',
  async () => {
    const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"';
    const child = spawn('sh', ['-c', script, 'sh', process.execPath, CLI, 'doctor'], { cwd });
    let err = '';
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    await once(child, 'close');
    expect(err).toBe(
      'romflow: Cannot find the working folder (ENOENT): it was removed or cannot be read; change to another one.\n',
    );
    expect(child.exitCode).toBe(2);
  },
);

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSystemList } from '../../src/files/readSystemList.js';
import { ConfigError } from '../../src/model/errors.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-systems-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('returns every byte, and the path', async () => {
  const path = join(folder, 'es_systems.xml');
  await writeFile(path, '<systemList/>');
  expect(await readSystemList(path)).toEqual({ path, bytes: Buffer.from('<systemList/>') });
});

test('reports a missing file as a mistake in the configuration, by its key', async () => {
  const path = join(folder, 'none.xml');
  await expect(readSystemList(path)).rejects.toThrow(ConfigError);
  await expect(readSystemList(path)).rejects.toThrow(`paths.es_systems: ${path} cannot be read (ENOENT)`);
});

test('reports a folder likewise', async () => {
  await expect(readSystemList(folder)).rejects.toThrow(ConfigError);
  await expect(readSystemList(folder)).rejects.toThrow(/cannot be read \(E[A-Z]+\)/);
});

test.skipIf(process.platform === 'win32')('reports a pipe likewise, without waiting for it', async () => {
  const path = join(folder, 'es_systems.xml');
  execFileSync('mkfifo', [path]);
  await expect(readSystemList(path)).rejects.toThrow(ConfigError);
  await expect(readSystemList(path)).rejects.toThrow(`${path} is a device, a pipe or a socket, not a file`);
});

test('reports a file that is too large likewise', async () => {
  const path = join(folder, 'es_systems.xml');
  await writeFile(path, '');
  await truncate(path, 16 * 1024 * 1024);
  expect((await readSystemList(path)).bytes).toHaveLength(16 * 1024 * 1024);
  await truncate(path, 16 * 1024 * 1024 + 1);
  await expect(readSystemList(path)).rejects.toThrow(`paths.es_systems: ${path} is larger than 16 MiB`);
});

import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { archivePaths } from '../../src/files/archivePaths.js';
import { type HackFolder, hackFolder, requireFolder } from '../../src/files/hackFolder.js';
import { ItemError, UsageError } from '../../src/model/errors.js';

function place(): { readonly root: string; readonly folder: HackFolder } {
  const root = mkdtempSync(join(tmpdir(), 'romflow-hacks-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const name of ['old', 'blobs']) mkdirSync(join(root, name));
  return { root, folder: hackFolder(join(root, 'old'), archivePaths(root)) };
}

async function all(names: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const name of names) found.push(name);
  return found.sort();
}

test('lists everything but temporary files and those kept aside', async () => {
  const { root, folder } = place();
  for (const name of ['1', 'README', 'x.romflow-tmp', '2.damaged', '2.damaged-2']) {
    writeFileSync(join(root, 'old', name), '');
  }
  writeFileSync(join(root, 'blobs', 'pblob_1_0123456789'), '');
  expect(await all(folder.names('hacks'))).toEqual(['1', 'README']);
  expect(await all(folder.names('blobs'))).toEqual(['pblob_1_0123456789']);
});

test('reads JSON from the folder and blobs from the archive', async () => {
  const { root, folder } = place();
  writeFileSync(join(root, 'old', '1'), '{}');
  writeFileSync(join(root, 'blobs', 'pblob_1_0123456789'), 'blob');
  expect(String(await folder.readHack('1'))).toBe('{}');
  expect(String(await folder.readBlob('pblob_1_0123456789'))).toBe('blob');
  expect(await folder.readBlob('pblob_2_0123456789')).toBeNull();
});

test('what is not a file, or far too large, is an ItemError', async () => {
  const { root, folder } = place();
  mkdirSync(join(root, 'old', '1'));
  writeFileSync(join(root, 'old', '2'), '');
  truncateSync(join(root, 'old', '2'), 16 * 1024 * 1024 + 1);
  await expect(folder.readHack('1')).rejects.toThrow(new ItemError('It is not a file.'));
  await expect(folder.readHack('3')).rejects.toThrow(ItemError);
  await expect(folder.readHack('2')).rejects.toThrow(/far too large/);
});

test('the given folder must exist', async () => {
  const { root } = place();
  writeFileSync(join(root, 'file'), '');
  await expect(requireFolder(join(root, 'old'))).resolves.toBeUndefined();
  for (const name of ['none', 'file', join('file', 'below')]) {
    await expect(requireFolder(join(root, name))).rejects.toThrow(UsageError);
  }
});

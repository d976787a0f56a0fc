import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dashboardApp } from '../../src/dashboard/app.js';
import { readWebFiles } from '../../src/dashboard/webFiles.js';
import { UsageError } from '../../src/model/errors.js';
import { newFolder } from '../archive/archiveFolder.js';
import { ask, dashboardDeps } from './place.js';

function pages(): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets', 'index-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'notes.txt'), 'not for the web');
  symlinkSync(process.execPath, join(folder, 'assets', 'node.js'));
  return folder;
}

test('pages are read once, each under its path; links and other files are left out', async () => {
  expect([...(await readWebFiles(pages())).keys()].sort()).toEqual(['/', '/assets/index-1a2b.js', '/index.html']);
});

test('pages are served with their types, and not again to clients that have them', async () => {
  const app = dashboardApp(await dashboardDeps({ files: await readWebFiles(pages()) }));
  const index = await ask(app, '/');
  expect([index.status, index.body, index.headers.get('content-type'), index.headers.get('cache-control')]).toEqual([
    ...[200, '<!doctype html>', 'text/html; charset=utf-8', 'no-cache'],
  ]);
  const script = await ask(app, '/assets/index-1a2b.js');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('cache-control')).toMatch(/immutable/);
  const etag = index.headers.get('etag');
  expect((await ask(app, '/', { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect((await ask(app, '/assets/notes.txt')).status).toBe(404);
});

test('pages that were not built are reported', async () => {
  const folder = newFolder();
  await expect(readWebFiles(folder)).rejects.toThrow(
    new UsageError(`The dashboard's pages are missing (${folder}); build them with npm run build.`),
  );
  await expect(readWebFiles(join(folder, 'nowhere'))).rejects.toThrow(UsageError);
});

import { linkSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TEMPORARY_SUFFIX } from '../../src/files/atomicFile.js';
import { readRunView } from '../../src/files/readRunView.js';
import { runViewPath, writeRunView } from '../../src/files/runViewFile.js';
import { newRunView } from '../../src/view/newRunView.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-view-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('is named after what only one run at a time may work on', () => {
  const path = runViewPath('/state', '/smw/electron/rhdata.db');
  expect(path).toMatch(/^.state.runs.[0-9a-f]{16}\.json$/);
  expect(runViewPath('/state', '/smw/electron/../electron/rhdata.db')).toBe(path);
  expect(runViewPath('/state', '/smw/other/rhdata.db')).not.toBe(path);
});

it('is read as it was written, and leaves nothing else behind', async () => {
  const path = runViewPath(folder, 'rhdata.db');
  for (const place of ['/smw', '/elsewhere']) {
    const view = { ...newRunView('2026-01-02T03:04:05.000Z'), place };
    await writeRunView(path, view);
    expect(await readRunView(path)).toEqual(view);
  }
  expect(readdirSync(dirname(path))).toHaveLength(1);
});

it('replaces the temporary file of a killed run', async () => {
  const path = runViewPath(folder, 'rhdata.db');
  await writeRunView(path, newRunView('2026-01-02T03:04:05.000Z'));
  writeFileSync(`${path}${TEMPORARY_SUFFIX}`, '{"v":1,');
  await writeRunView(path, newRunView('2026-01-02T03:04:06.000Z'));
  expect(await readRunView(path)).toEqual(newRunView('2026-01-02T03:04:06.000Z'));
  expect(readdirSync(dirname(path))).toHaveLength(1);
});

it('does not overwrite another file that its temporary name is a link to', async () => {
  const path = runViewPath(folder, 'rhdata.db');
  await writeRunView(path, newRunView('2026-01-02T03:04:05.000Z'));
  const other = join(folder, 'other');
  writeFileSync(other, 'precious');
  linkSync(other, `${path}${TEMPORARY_SUFFIX}`);
  await writeRunView(path, newRunView('2026-01-02T03:04:06.000Z'));
  expect(await readRunView(path)).toEqual(newRunView('2026-01-02T03:04:06.000Z'));
  expect(readFileSync(other, 'utf8')).toBe('precious');
});

it('is null if it is missing or invalid', async () => {
  const path = runViewPath(folder, 'rhdata.db');
  expect(await readRunView(path)).toBeNull();
  await writeRunView(path, newRunView('2026-01-02T03:04:05.000Z'));
  const whole = readFileSync(path, 'utf8');
  for (const text of ['', whole.slice(0, 100), '{}', whole.replace('"v":1', '"v":2')]) {
    writeFileSync(path, text);
    expect(await readRunView(path)).toBeNull();
  }
});

it('leaves no temporary file behind, and reports the failure in one sentence', async () => {
  const path = join(folder, 'view.json', 'not a folder');
  writeFileSync(join(folder, 'view.json'), '');
  await expect(writeRunView(path, newRunView('2026-01-02T03:04:05.000Z'))).rejects.toThrow(
    `Cannot write ${path}: a file, or a link to a disk that is not mounted, is `,
  );
  expect(readdirSync(folder)).toEqual(['view.json']);
});

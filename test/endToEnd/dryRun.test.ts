import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { golden, goldenWorkplace, zipRequests } from './workplace.js';

/** Every file and folder below, with its size, its modification time and a hash of its content. */
const everyByte = (folder: string): readonly (readonly unknown[])[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = statSync(path);
      const content = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'a folder';
      return [relative(folder, path), size, mtimeMs, content] as const;
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));

test('a dry run in an empty folder does everything and leaves nothing behind', async () => {
  const place = await goldenWorkplace(['41021', '41056']);
  mkdirSync(place.archive);
  const dry = await place.update(['--dry-run', '--all-patches']);
  expect(dry).toMatchObject({ code: 1, err: '' });
  expect(dry.out).toContain('Dry run: the archive stays as it is');
  expect(dry.out).toContain('update: complete (dry run)');
  expect(dry.out).toMatch(/Recorded: +1\n/);
  expect(zipRequests(place.site)).toHaveLength(2);
  expect(readdirSync(place.archive)).toEqual([]);
  expect(readdirSync(place.temp)).toEqual([]);
});

test('a dry run does not even make the folder of the archive', async () => {
  const place = await goldenWorkplace(['41056']);
  expect((await place.update(['--dry-run'])).code).toBe(1);
  expect(readdirSync(place.folder).sort()).toEqual(['base.sfc', 'state', 'tmp', 'updategames.config.json']);
  expect(readdirSync(place.temp)).toEqual([]);
});

test('a dry run keeps apart two databases with the same file name', async () => {
  const place = await goldenWorkplace(['41084']);
  const env = {
    RHDATA_DB_PATH: join(place.folder, 'games', 'archive.db'),
    PATCHBIN_DB_PATH: join(place.folder, 'blobs', 'archive.db'),
  };
  expect(await place.update([], { env })).toMatchObject({ code: 0, err: '' });
  for (const game of golden('41042').games) place.site.add(game);
  const dry = await place.update(['--dry-run'], { env });
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toMatch(/New games: +1\n/);
  expect(dry.out).toMatch(/Recorded: +1\n/);
});

test('a dry run does not change a byte of the archive, its write-ahead log included', async () => {
  const place = await goldenWorkplace(['41084']);
  expect((await place.update()).code).toBe(0);
  for (const game of golden('41042', '41056').games) place.site.add(game);

  // Another program has the database open, so its latest writes are only in the write-ahead log.
  const other = new Database(place.rhdata);
  try {
    other.pragma('wal_autocheckpoint = 0');
    other.prepare("UPDATE gameversions SET legacy_type = 'a curator says'").run();
    const before = everyByte(place.archive);
    expect(before.map(([path]) => path)).toContain(join('electron', 'rhdata.db-wal'));

    const dry = await place.update(['--dry-run']);
    expect(dry).toMatchObject({ code: 1, err: '' });
    expect(dry.out).toContain('(dry run)');
    // The dry run knows what is already there, so only the others are new.
    expect(dry.out).toMatch(/New games: +2\n/);
    expect(dry.out).toMatch(/Recorded: +1\n/);
    expect(everyByte(place.archive)).toEqual(before);
    expect(readdirSync(place.temp)).toEqual([]);
  } finally {
    other.close();
  }
});

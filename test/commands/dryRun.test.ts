import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inDryRun } from '../../src/commands/dryRun.js';
import { type Settings, loadSettings } from '../../src/config/settings.js';
import { archivePaths } from '../../src/files/archivePaths.js';
import { ArchiveError } from '../../src/model/errors.js';

let cwd: string;
let settings: Settings;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'romflow-dry-test-'));
  settings = await loadSettings({ flags: { dryRun: true }, env: {}, cwd });
});
afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

/** Every file below the archive, with its modification time and hash, but no shared memory of SQLite, which may be locked. */
const everyByte = (): unknown[] =>
  readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('-shm'))
    .sort()
    .map((name) => {
      const stats = statSync(join(cwd, name));
      const content =
        stats.isFile() &&
        createHash('sha256')
          .update(readFileSync(join(cwd, name)))
          .digest('hex');
      return [name, stats.mtimeMs, content];
    });

/** A database with one row, whose latest state is still in the write-ahead log. */
function openedDatabase(path: string): Database.Database {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec("CREATE TABLE t (word); INSERT INTO t VALUES ('kept')");
  return db;
}

describe('a dry run', () => {
  test('runs in a folder of its own, which is removed afterwards', async () => {
    const seen: Settings[] = [];
    const result = await inDryRun(settings, async (on) => {
      seen.push(on);
      expect(existsSync(on.archive)).toBe(true);
      await mkdir(on.paths.zips, { recursive: true });
      await writeFile(join(on.paths.zips, '1.zip'), 'x');
      return 3;
    });
    expect(result).toBe(3);
    const root = seen[0]?.archive ?? '';
    expect(seen).toEqual([
      {
        ...settings,
        archive: root,
        databases: { rhdata: join(root, 'rhdata', 'rhdata.db'), patchbin: join(root, 'patchbin', 'patchbin.db') },
        paths: archivePaths(root),
      },
    ]);
    expect(root).not.toBe(settings.archive);
    expect(existsSync(root)).toBe(false);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('sees what the databases hold, including their logs, and does not change a byte of them', async () => {
    await mkdir(join(cwd, 'electron'));
    const open = [openedDatabase(settings.databases.rhdata), openedDatabase(settings.databases.patchbin)];
    const before = everyByte();
    await inDryRun(settings, ({ databases }) => {
      for (const path of [databases.rhdata, databases.patchbin]) {
        const copy = new Database(path);
        expect(copy.prepare('SELECT word FROM t').pluck().all()).toEqual(['kept']);
        copy.exec('DELETE FROM t');
        copy.close();
      }
      return Promise.resolve(0);
    });
    expect(everyByte()).toEqual(before);
    for (const db of open) {
      expect(db.prepare('SELECT word FROM t').pluck().all()).toEqual(['kept']);
      db.close();
    }
  });

  test('leaves nothing behind when the work fails, and passes the failure on', async () => {
    const broken = new Error('broken');
    let root = '';
    await expect(
      inDryRun(settings, ({ archive }) => {
        root = archive;
        return Promise.reject(broken);
      }),
    ).rejects.toBe(broken);
    expect(basename(root)).toMatch(/^romflow-dry-run-/);
    expect(existsSync(root)).toBe(false);
  });

  test('does not begin when a database cannot be copied, and names it', async () => {
    await mkdir(settings.databases.patchbin, { recursive: true });
    const running = inDryRun(settings, () => expect.fail('it began'));
    await expect(running).rejects.toThrow(ArchiveError);
    await expect(running).rejects.toThrow(`Cannot copy ${settings.databases.patchbin}: `);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readDatabase, tablesOf } from '../../src/archive/readDatabase.js';
import { ArchiveError } from '../../src/model/errors.js';
import { newFolder } from './archiveFolder.js';

/** A database with one row, as a run leaves it. */
function walDatabase(): { readonly folder: string; readonly path: string } {
  const folder = newFolder();
  const path = join(folder, 'a.db');
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
  db.close();
  return { folder, path };
}

/** The names, bytes and times of all files, except for the log's index, which any reader may recreate. */
const contents = (folder: string): unknown =>
  readdirSync(folder)
    .filter((name) => !name.endsWith('-shm'))
    .map((name) => [name, readFileSync(join(folder, name)).toString('hex'), statSync(join(folder, name)).mtimeMs]);

function numbersIn(path: string): readonly number[] {
  const db = readDatabase(path);
  try {
    return db?.many(z.object({ a: z.number() }), 'SELECT a FROM t ORDER BY a').map(({ a }) => a) ?? [];
  } finally {
    db?.close();
  }
}

test('leaves a database as it is, and no file beside it', () => {
  const { folder, path } = walDatabase();
  const before = contents(folder);
  expect(numbersIn(path)).toEqual([1]);
  expect(contents(folder)).toEqual(before);
  expect(readdirSync(folder)).toEqual(['a.db']);
});

test('reads the log of a killed run and leaves it where it is', () => {
  const { folder, path } = walDatabase();
  const killed = spawnSync(process.execPath, [
    '-e',
    `const db = new (require('better-sqlite3'))(process.argv[1]); db.exec('INSERT INTO t VALUES (2)'); process.kill(process.pid, 'SIGKILL')`,
    path,
  ]);
  expect(killed.status).not.toBe(0);
  const before = contents(folder);
  expect(readdirSync(folder)).toContain('a.db-wal');
  expect(numbersIn(path)).toEqual([1, 2]);
  expect(contents(folder)).toEqual(before);
});

test('reads what a run has committed so far, while it runs', () => {
  const { path } = walDatabase();
  const running = new Database(path);
  running.exec('INSERT INTO t VALUES (2); BEGIN IMMEDIATE; INSERT INTO t VALUES (3)');
  expect(numbersIn(path)).toEqual([1, 2]);
  running.exec('COMMIT');
  running.close();
  expect(numbersIn(path)).toEqual([1, 2, 3]);
});

test('refuses to write', () => {
  const { path } = walDatabase();
  const db = readDatabase(path);
  expect(() => db?.run('INSERT INTO t VALUES (2)')).toThrow(ArchiveError);
  expect(() => {
    db?.script('CREATE TABLE u (b)');
  }).toThrow(ArchiveError);
  db?.close();
  expect(numbersIn(path)).toEqual([1]);
});

test('returns null for a missing file, and does not make it', () => {
  const folder = newFolder();
  expect(readDatabase(join(folder, 'a.db'))).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test('reports what is not a database in one sentence', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'text'), 'This is a text, and long enough to be looked at.'.repeat(50));
  mkdirSync(join(folder, 'folder'));
  const tablesIn = (name: string) => () => {
    const db = readDatabase(join(folder, name));
    try {
      return db && tablesOf(db);
    } finally {
      db?.close();
    }
  };
  expect(tablesIn('text')).toThrow(/text cannot be used: it is not an SQLite database/);
  expect(tablesIn('folder')).toThrow(ArchiveError);
});

test('lists the tables', () => {
  const db = readDatabase(walDatabase().path);
  expect(db && tablesOf(db)).toEqual(new Set(['t']));
  db?.close();
});

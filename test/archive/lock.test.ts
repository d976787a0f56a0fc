import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockArchive } from '../../src/archive/lock.js';
import { ArchiveError, ArchiveLockedError, DamageError } from '../../src/model/errors.js';

const now = (): Date => new Date('2026-01-02T03:04:05Z');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const rhdata = (): string => join(folder, 'electron', 'rhdata.db');

describe('lockArchive', () => {
  it('lets one process in at a time, and says which one that is', () => {
    const lock = lockArchive(rhdata(), now);
    expect(() => lockArchive(rhdata(), now)).toThrow(ArchiveLockedError);
    expect(() => lockArchive(rhdata(), now)).toThrow(
      `Process ${process.pid} on ${hostname()} has been working on this archive since 2026-01-02T03:04:05.000Z`,
    );
    lock.release();
    lock.release();
    lockArchive(rhdata(), now).release();
  });

  it('names its holder even if another process, which came at the same moment, has overwritten the name', () => {
    mkdirSync(join(folder, 'electron'));
    const other = new Database(`${rhdata()}.lock`);
    other.exec(`CREATE TABLE holder (id INTEGER PRIMARY KEY, pid INTEGER, machine TEXT, since TEXT);
      CREATE TRIGGER other AFTER INSERT ON holder BEGIN UPDATE holder SET pid = 4242, machine = 'elsewhere'; END`);
    other.close();
    const lock = lockArchive(rhdata(), now);
    expect(() => lockArchive(rhdata(), now)).toThrow(`Process ${process.pid} on ${hostname()} has been working`);
    lock.release();
  });

  it('does not name a process that is dead when the lock is held by somebody who writes no name', () => {
    lockArchive(rhdata(), now).release();
    const other = new Database(`${rhdata()}.lock`);
    const { pid } = spawnSync(process.execPath, ['--version']);
    other.prepare('UPDATE holder SET pid = ?').run(pid);
    other.exec('BEGIN IMMEDIATE');
    expect(() => lockArchive(rhdata(), now)).toThrow(
      `Another process has just locked this archive (${rhdata()}); wait until it has finished.`,
    );
    other.close();
  });

  it('does not affect other archives', () => {
    const lock = lockArchive(rhdata(), now);
    lockArchive(join(folder, 'other.db'), now).release();
    lock.release();
  });

  it('is free again when its holder was killed', async () => {
    const program = `
      import Database from 'better-sqlite3';
      const db = new Database(process.argv[1]);
      db.exec('CREATE TABLE holder (id INTEGER PRIMARY KEY, pid INTEGER, machine TEXT, since TEXT)');
      db.exec("INSERT INTO holder VALUES (1, 4242, 'elsewhere', 'then'); BEGIN IMMEDIATE");
      console.log('held');
      // What nobody needs any more is collected, and closed, within a moment.
      setInterval(() => db.open, 1000);`;
    mkdirSync(join(folder, 'electron'));
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, `${rhdata()}.lock`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(() => lockArchive(rhdata(), now)).toThrow('Process 4242 on elsewhere');
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockArchive(rhdata(), now).release();
  });

  it('can be taken while somebody reads who holds it', async () => {
    lockArchive(rhdata(), now).release();
    const program = `
      const { parentPort, workerData } = require('node:worker_threads');
      const db = new (require('better-sqlite3'))(workerData);
      db.exec('BEGIN; SELECT * FROM holder');
      parentPort.postMessage('reads');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      db.close();`;
    const reader = new Worker(program, { eval: true, workerData: `${rhdata()}.lock` });
    await once(reader, 'message');
    lockArchive(rhdata(), now).release();
    await once(reader, 'exit');
  });

  it('says in one sentence why it cannot be taken', () => {
    writeFileSync(join(folder, 'electron'), 'a file where a folder should be');
    expect(() => lockArchive(rhdata(), now)).toThrow(ArchiveError);
    expect(() => lockArchive(rhdata(), now)).toThrow(
      /^Cannot create the folder \S+electron: a file, or a link to a disk that is not mounted, is in its place; move it away\.$/,
    );
  });

  it('refuses a lock file that is not a database', () => {
    writeFileSync(`${folder}/x.db.lock`, 'junk'.repeat(400));
    expect(() => lockArchive(join(folder, 'x.db'), now)).toThrow(/is not an SQLite database/);
  });

  it('says that a damaged lock file may be moved away, since nobody has a backup of it', () => {
    lockArchive(rhdata(), now).release();
    const path = `${rhdata()}.lock`;
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 100, 4096);
    writeFileSync(path, bytes);
    expect(() => lockArchive(rhdata(), now)).toThrow(DamageError);
    expect(() => lockArchive(rhdata(), now)).toThrow(
      `The database ${path} cannot be used: it is damaged; move it away and run again (it only records which process is at work).`,
    );
    rmSync(path);
    lockArchive(rhdata(), now).release();
  });

  it.runIf(process.platform === 'linux')('does not retry forever where the system refuses to make folders', () => {
    expect(() => lockArchive('/proc/romflow/electron/rhdata.db', now)).toThrow(/^Cannot create the folder \/proc/);
  });
});

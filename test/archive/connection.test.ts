import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect } from '../../src/archive/connection.js';
import { copyDatabase } from '../../src/archive/copyDatabase.js';
import { archiveFailure } from '../../src/archive/sqliteError.js';
import { ArchiveError } from '../../src/model/errors.js';
import { newFolder } from './archiveFolder.js';

const memory = () => connect(':memory:', randomUUID);

describe('a connection', () => {
  test('has the function that the classic schema relies on, and no foreign keys', () => {
    const db = memory();
    db.script(`CREATE TABLE owner (id varchar(255));
      CREATE TABLE thing (id varchar(255) PRIMARY KEY DEFAULT (uuid()), owner REFERENCES owner (id))`);
    db.insert('thing', { owner: 'nobody' });
    expect(db.one(z.object({ id: z.uuid(), owner: z.string() }), 'SELECT * FROM thing')).toMatchObject({
      owner: 'nobody',
    });
  });

  test.skipIf(process.platform === 'win32').each(['', '-wal', '-journal'])(
    'refuses a pipe named like the database with %j after it, instead of waiting for it',
    async (suffix) => {
      const folder = newFolder();
      const path = join(folder, 'some.db');
      execFileSync('mkfifo', [`${path}${suffix}`]);
      const sentence = `Cannot read ${path}${suffix}: it is a device, a pipe or a socket, not a file; move it away.`;
      expect(() => connect(path, randomUUID)).toThrow(new ArchiveError(sentence));
      await expect(copyDatabase(path, join(folder, 'copy'))).rejects.toThrow(new ArchiveError(sentence));
    },
  );

  test('does not open a database whose journal would make SQLite delete some other file', async () => {
    const folder = newFolder();
    const [path, other] = [join(folder, 'some.db'), join(folder, 'other')];
    new Database(path).exec('CREATE TABLE t (a)').close();
    const journal = (name: string): void => {
      const magic = Buffer.from('d9d505f920a163d7', 'hex');
      const head = Buffer.alloc(512);
      magic.copy(head);
      [0, 0, statSync(path).size / 4096, 512, 4096].forEach((number, at) => head.writeUInt32BE(number, 8 + 4 * at));
      const text = Buffer.from(name);
      const numbers = Buffer.alloc(12);
      const sum = text.reduce((total, byte) => total + byte, 0);
      [0x40000000 / 4096 + 1, text.length, sum].forEach((number, at) => numbers.writeUInt32BE(number, 4 * at));
      writeFileSync(`${path}-journal`, Buffer.concat([head, numbers.subarray(0, 4), text, numbers.subarray(4), magic]));
      writeFileSync(name.replace(/\0.*/, ''), 'x');
    };
    const sentence = `The journal ${path}-journal would make SQLite delete ${JSON.stringify(other)}; move the journal away.`;
    for (const name of [other, `${other}\0-mj0123459AB`]) {
      journal(name);
      expect(() => connect(path, randomUUID)).toThrow(new ArchiveError(sentence));
      await expect(copyDatabase(path, join(folder, 'copy'))).rejects.toThrow(new ArchiveError(sentence));
      expect(existsSync(other)).toBe(true);
    }
    // This one is from an interrupted transaction over several databases; SQLite deletes its own file.
    journal(`${path}-mj0123459AB`);
    const db = connect(path, randomUUID);
    expect(db.has('SELECT 1 FROM t')).toBe(false);
    db.close();
    expect(existsSync(`${path}-mj0123459AB`)).toBe(false);
  });

  test('says so before it waits long for another program, and does not wait for the same one again in vain', () => {
    const path = join(newFolder(), 'some.db');
    const told: string[] = [];
    let then = (): unknown => undefined;
    const waits = (message: string): void => {
      told.push(message);
      then();
    };
    const db = connect(path, randomUUID, { timeout: 20, waits });
    db.script('PRAGMA journal_mode = WAL; CREATE TABLE t (a)');
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    db.script('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    expect(told).toEqual([]);
    then = () => other.exec('COMMIT');
    db.run("INSERT INTO t VALUES ('1')");
    const sentence = `Another program is writing to ${path}: waiting for it, 0.02 s at most.`;
    expect(told).toEqual([sentence]);

    other.exec('BEGIN IMMEDIATE');
    then = () => undefined;
    const held = new ArchiveError(
      `The database ${path} cannot be used: another program is using it; close that program and run again.`,
    );
    const insert = (): unknown => db.transaction(() => db.run("INSERT INTO t VALUES ('2')"));
    expect(insert).toThrow(held);
    expect(insert).toThrow(held);
    expect(told).toEqual([sentence, sentence]);

    other.exec('COMMIT');
    insert();
    expect(db.many(z.unknown(), 'SELECT a FROM t')).toEqual([{ a: '1' }, { a: '2' }]);
    other.close();
    db.close();
  });

  test('rolls back a transaction that fails, an inner one along with the outer one', () => {
    const db = memory();
    db.script('CREATE TABLE t (a)');
    const failing = (): void => {
      db.transaction(() => {
        db.insert('t', { a: '1' });
        db.transaction(() => {
          db.insert('t', { a: '2' });
        });
        throw new RangeError('on purpose');
      });
    };
    expect(failing).toThrow(RangeError);
    expect(db.many(z.unknown(), 'SELECT * FROM t')).toEqual([]);
  });

  test('rejects a row that does not match its schema', () => {
    const db = memory();
    expect(() => db.one(z.object({ a: z.string() }), 'SELECT NULL AS a')).toThrow(ArchiveError);
  });

  test('accepts bytes or a number where another tool meant text', () => {
    const db = memory();
    db.script("CREATE TABLE t (a, b, c, d int); INSERT INTO t VALUES (CAST('Pokémon' AS BLOB), 5, NULL, x'00')");
    const row = z.object({ a: z.string(), b: z.string().nullable(), c: z.string().nullable() });
    expect(db.many(row, 'SELECT a, b, c FROM t')).toEqual([{ a: 'Pokémon', b: '5', c: null }]);
    expect(db.one(z.record(z.enum(['a', 'b']), z.string()), 'SELECT a, b FROM t')).toEqual({ a: 'Pokémon', b: '5' });
    expect(() => db.one(z.object({ d: z.number() }), 'SELECT d FROM t')).toThrow(ArchiveError);
  });

  test('writes only valid UTF-8: a lone surrogate becomes a replacement character', () => {
    const db = memory();
    db.script('CREATE TABLE t (a)');
    db.insert('t', { a: 'Sky \ud83d' });
    const hex = z.object({ hex: z.string() });
    expect(db.one(hex, 'SELECT hex(a) AS hex FROM t')).toEqual({ hex: '536B7920EFBFBD' });
  });

  test('handles the columns of a table with another schema by name, whatever the names are', () => {
    const db = memory();
    db.script(`CREATE TABLE t (a, "order" NOT NULL, "my ""notes"") SELECT 1 --" NOT NULL)`);
    db.insert('t', { a: '1' });
    expect(db.many(z.record(z.string(), z.string()), 'SELECT * FROM t')).toEqual([
      { a: '1', order: '', 'my "notes") SELECT 1 --': '' },
    ]);
  });

  test('writes an empty text for unknown values in foreign columns that do not allow NULL', () => {
    const db = memory();
    db.script("CREATE TABLE t (a NOT NULL, b NOT NULL, c NOT NULL DEFAULT 'own', d)");
    db.insert('t', { a: null, d: null });
    expect(db.many(z.unknown(), 'SELECT * FROM t')).toEqual([{ a: '', b: '', c: 'own', d: null }]);
  });

  test('upserts a row, and keeps the values of columns that are not given', () => {
    const db = memory();
    db.script("CREATE TABLE t (a UNIQUE, b, c NOT NULL); INSERT INTO t VALUES ('1', 'old', 'theirs')");
    db.upsert('t', { a: '1', b: 'new' });
    db.upsert('t', { a: '2', b: 'other' });
    expect(db.many(z.unknown(), 'SELECT * FROM t')).toEqual([
      { a: '1', b: 'new', c: 'theirs' },
      { a: '2', b: 'other', c: '' },
    ]);
  });

  test('updates the rows that match a condition, and returns their number', () => {
    const db = memory();
    db.script("CREATE TABLE t (a, b, c); INSERT INTO t VALUES ('1', 'x', 'y'), ('2', 'x', 'y'), ('3', 'x', 'y')");
    expect(db.update('t', { b: null, c: 'new' }, 'a IN (?, ?)', '1', '3')).toBe(2);
    expect(db.many(z.unknown(), 'SELECT * FROM t')).toEqual([
      { a: '1', b: null, c: 'new' },
      { a: '2', b: 'x', c: 'y' },
      { a: '3', b: null, c: 'new' },
    ]);
  });

  test('throws an ArchiveError when a statement does not fit a table with another schema', () => {
    const db = connect(join(newFolder(), 'x.db'), () => '');
    db.script('CREATE TABLE t (a UNIQUE)');
    db.insert('t', { a: '1' });
    expect(() => {
      db.insert('t', { a: '1' });
    }).toThrow(ArchiveError);
    expect(() => db.run('DELETE FROM missing')).toThrow(/x\.db cannot be used: .*missing/);
    db.close();
  });
});

describe('a failure of SQLite', () => {
  test.each([
    ['SQLITE_FULL', /disk is full/],
    ['SQLITE_READONLY_DIRECTORY', /no write permission/],
    ['SQLITE_CORRUPT_INDEX', /damaged/],
    ['SQLITE_NOTADB', /not an SQLite database/],
    ['SQLITE_BUSY_SNAPSHOT', /another program is using it/],
    ['SQLITE_CANTOPEN', /cannot be opened/],
    ['SQLITE_IOERR_FSYNC', /disk failed/],
    ['SQLITE_IOERR_SHMSIZE', /disk is full/],
    ['SQLITE_IOERR_SHMMAP', /as on some network disks; choose a place on another disk/],
    ['SQLITE_IOERR_LOCK', /as on some network disks; choose a place on another disk/],
  ])('%s becomes an ArchiveError that says what to do', (code, reason) => {
    const error = archiveFailure('some.db', new Database.SqliteError('original', code));
    expect(error).toBeInstanceOf(ArchiveError);
    expect(String(error)).toMatch(reason);
  });

  test('a missing folder becomes one, too, although better-sqlite3 gives it no code', () => {
    const path = join(newFolder(), 'gone', 'some.db');
    expect(() => connect(path, randomUUID)).toThrow(ArchiveError);
    expect(() => connect(path, randomUUID)).toThrow(/some\.db cannot be used: it cannot be opened; make sure /);
  });

  test('any other error is passed through', () => {
    const bug = new TypeError('bug');
    expect(archiveFailure('some.db', bug)).toBe(bug);
  });
});

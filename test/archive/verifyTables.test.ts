import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { connect } from '../../src/archive/connection.js';
import { tablesIn } from '../../src/archive/verifyTables.js';

const row = z.object({ cursor: z.number(), gameid: z.string().default('?'), name: z.string().default('?') });

test.each([
  ['has every column', 'CREATE TABLE games (gameid, name)', [{ cursor: 1, gameid: '7', name: 'x' }]],
  ['has them in another case', 'CREATE TABLE Games (GameID, NAME)', [{ cursor: 1, gameid: '7', name: 'x' }]],
  ['lacks one', 'CREATE TABLE games (gameid, other)', [{ cursor: 1, gameid: '7', name: '?' }]],
  ['is not there', 'CREATE TABLE others (gameid, name)', []],
])('a table that %s', (_, sql, rows) => {
  const db = connect(':memory:', randomUUID);
  db.script(sql);
  if (rows.length > 0) db.run("INSERT INTO games VALUES ('7', 'x')");
  expect(tablesIn(db).many(row, 'games', 'ORDER BY rowid')).toEqual(rows);
  db.close();
});

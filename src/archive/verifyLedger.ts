import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ArchiveField, type ArchiveFields, parseJsonObject, readArchiveFields } from '../formats/archiveFields.js';
import { connect } from './connection.js';

/**
 * What a verification remembers: the files that rows mention, and what the bytes of each blob say. It grows with the
 * archive, so SQLite keeps it in a temporary file of its own.
 */
export interface VerifyLedger {
  /** Notes that a row knows this file, such as `patch/<shake>`. */
  readonly know: (path: string) => void;
  readonly knows: (path: string) => boolean;
  /** Notes that a row written by `romflow update` says that this file was written: it must be there. */
  readonly claim: (path: string) => void;
  readonly claims: (path: string) => boolean;
  /** True the first time it is asked about a text. */
  readonly first: (text: string) => boolean;
  /** Stores the names and hashes of the patch in a blob, computed from its bytes. */
  readonly learn: (truth: ArchiveFields) => void;
  /** Looks that up by the value of one of its fields; null when no sound blob has it. */
  readonly truth: (word: 'patchblob1_name' | 'pat_shake_128' | 'result_shake1', value: string) => ArchiveFields | null;
  readonly close: () => void;
}

const SCHEMA = `
  CREATE TABLE known (path TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE claimed (path TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE told (text TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE truth (patchblob1_name TEXT PRIMARY KEY, pat_shake_128 TEXT, result_shake1 TEXT, words TEXT);
  CREATE INDEX truth_patch ON truth (pat_shake_128);
  CREATE INDEX truth_rom ON truth (result_shake1);
`;

const wordsRow = z.object({
  words: z.string().transform((text): ArchiveFields => readArchiveFields(parseJsonObject(text))),
});

export function openVerifyLedger(): VerifyLedger {
  const db = connect('', randomUUID);
  db.script(SCHEMA);
  const add = (table: string, text: string): boolean => db.run(`INSERT OR IGNORE INTO ${table} VALUES (?)`, text) > 0;
  const has = (table: string, path: string): boolean => db.has(`SELECT 1 FROM ${table} WHERE path = ?`, path);
  return {
    know: (path) => {
      add('known', path);
    },
    knows: (path) => has('known', path),
    claim: (path) => {
      add('claimed', path);
    },
    claims: (path) => has('claimed', path),
    first: (text) => add('told', text),
    learn: (truth) => {
      const { patchblob1_name: name, pat_shake_128: patch, result_shake1: rom } = truth;
      db.run('INSERT OR REPLACE INTO truth VALUES (?, ?, ?, ?)', name, patch, rom, JSON.stringify(truth));
    },
    truth: (word: ArchiveField, value) =>
      db.one(wordsRow, `SELECT words FROM truth WHERE ${word} = ? LIMIT 1`, value)?.words ?? null,
    close: db.close,
  };
}

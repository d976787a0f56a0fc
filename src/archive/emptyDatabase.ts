import { randomUUID } from 'node:crypto';
import { type Connection, connect } from './connection.js';
import { type Schema, schemaScript } from './schema.js';

/** A database in memory that has a schema and not a row. Whoever asks for it closes it. */
export function emptyDatabase(schema: Schema): Connection {
  const db = connect(':memory:', randomUUID);
  db.script(schemaScript(schema));
  return db;
}

import { randomUUID } from 'node:crypto';
import { type Connection, connect } from './connection.js';
import { type Schema, schemaScript } from './schema.js';

/** An in-memory database with a schema and no rows. The caller closes it. */
export function emptyDatabase(schema: Schema): Connection {
  const db = connect(':memory:', randomUUID);
  db.script(schemaScript(schema));
  return db;
}

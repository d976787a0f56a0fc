import { z } from 'zod';

export const json = z.json();
export type Json = z.infer<typeof json>;
/** JSON in which nothing is left to chance; its objects have their keys in order. */
export type Canonical = Json;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Columns and keys that hold times of the run or numbers of its tries. */
const VOLATILE = /(?:_at|_time|_date|_updated|_expires|_search|^retry_count)$/;
/** What `attachments` says of the blob file, which is never the same twice. */
const OF_BLOB_FILE = /^file_(?:crc|hash|ipfs|size|data)/;
const BLOB_NAME = /[pr]blob_[0-9]+_[0-9a-f]{10}/g;
const LOOPBACK = /\b127\.0\.0\.1:[0-9]+/g;

/**
 * Replaces what chance has made, at any depth, also in JSON that is held as text.
 *
 * @param alias - what a text stands for; undefined when it stands for itself
 * @param drop - keys to leave out, besides those of times and blob files
 */
export function canonical(
  value: Json,
  alias: (text: string) => string | undefined,
  drop: ReadonlySet<string>,
): Canonical {
  const visit = (inner: Json): Canonical => {
    if (typeof inner === 'string') return visitText(inner);
    if (Array.isArray(inner)) return inner.map(visit);
    if (inner === null || typeof inner !== 'object') return inner;
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([key]) => !VOLATILE.test(key) && !OF_BLOB_FILE.test(key) && !drop.has(key))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, content]) => [key, visit(content)]),
    );
  };
  const visitText = (text: string): Canonical => {
    const nested = /^[[{]/.test(text) ? parsedJson(text) : undefined;
    if (nested !== undefined) return visit(nested);
    const known = alias(text);
    if (known !== undefined) return known;
    if (UUID.test(text)) return '<uuid>';
    return text.replaceAll(BLOB_NAME, (name) => alias(name) ?? orphan(name)).replaceAll(LOOPBACK, '127.0.0.1');
  };
  return visit(value);
}

/** A blob that no row and no file speaks of: what an interrupted run left behind. */
const orphan = (name: string): string => `<orphan ${name.replace(/_[0-9a-f]{10}$/, '')}>`;

/** Undefined when it is no JSON. */
export function parsedJson(text: string): Json | undefined {
  try {
    return json.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

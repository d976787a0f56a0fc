import { z } from 'zod';

export const json = z.json();
export type Json = z.infer<typeof json>;
/** JSON without anything random, and with the keys of its objects sorted. */
export type Canonical = Json;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Columns and keys that hold times of the run or its retry counts. */
const VOLATILE = /(?:_at|_time|_date|_updated|_expires|_search|^retry_count)$/;
/** Columns of `attachments` about the blob file, which differs every time. */
const OF_BLOB_FILE = /^file_(?:crc|hash|ipfs|size|data)/;
const BLOB_NAME = /[pr]blob_[0-9]+_[0-9a-f]{10}/g;
const LOOPBACK = /\b127\.0\.0\.1:[0-9]+/g;

/**
 * Replaces random values at any depth, including in JSON that is stored as text.
 *
 * @param alias - the replacement for a text; undefined to keep it
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

/** A blob that no row or file refers to: left behind by an interrupted run. */
const orphan = (name: string): string => `<orphan ${name.replace(/_[0-9a-f]{10}$/, '')}>`;

/** Undefined if it is not JSON. */
export function parsedJson(text: string): Json | undefined {
  try {
    return json.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

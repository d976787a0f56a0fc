import { z } from 'zod';
import type { JsonObject } from '../model/game.js';
import type { Digests } from '../model/patch.js';
import { parsePatchKey, parseSalt } from './blobKey.js';
import { jsonAs } from './jsonAs.js';

/** The fields that rows and JSON files share for a patch, its ROM and its blobs. */
const ARCHIVE_FIELDS = [
  'patch',
  'pat_sha224',
  'pat_sha1',
  'pat_shake_128',
  'result_sha224',
  'result_sha1',
  'result_shake1',
  'rom',
  'patchblob1_name',
  'patchblob1_key',
  'patchblob1_sha224',
  'romblob_salt',
  'romblob_name',
] as const;

export type ArchiveField = (typeof ARCHIVE_FIELDS)[number];

/** Null means unknown. */
export type ArchiveFields = Readonly<Record<ArchiveField, string | null>>;

const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
const jsonFile = z.union([jsonObject, z.tuple([jsonObject]).transform(([only]) => only)]);
const word = z
  .string()
  .nullable()
  .transform((text) => (text === '' ? null : text))
  .catch(null);
/** Hex digits; some tools write them in upper case. */
const hex = word.transform((text) => text?.toLowerCase() ?? null);

/**
 * Parses a JSON object in any of the shapes found in archives: on one line, pretty-printed, or as a one-element array.
 * A leading byte order mark is skipped.
 *
 * @returns null when it is none of these
 */
export function parseJsonObject(text: string): JsonObject | null {
  return jsonAs(jsonFile, text.replace(/^\uFEFF/, ''));
}

/** A JSON object as the text of an archive's file. */
export const jsonText = (json: JsonObject): string => `${JSON.stringify(json, null, 2)}\n`;

/**
 * Reads the fields from a JSON object; anything that is not text, or is empty, is unknown. Hex hashes are returned in
 * lower case.
 */
export function readArchiveFields(json: JsonObject | null): ArchiveFields {
  const of = (name: ArchiveField): string | null => word.parse(json?.[name]);
  const hash = (name: ArchiveField): string | null => hex.parse(json?.[name]);
  return {
    patch: of('patch'),
    pat_sha224: hash('pat_sha224'),
    pat_sha1: hash('pat_sha1'),
    pat_shake_128: of('pat_shake_128'),
    result_sha224: hash('result_sha224'),
    result_sha1: hash('result_sha1'),
    result_shake1: of('result_shake1'),
    rom: of('rom'),
    patchblob1_name: of('patchblob1_name'),
    patchblob1_key: of('patchblob1_key'),
    patchblob1_sha224: hash('patchblob1_sha224'),
    romblob_salt: of('romblob_salt'),
    romblob_name: of('romblob_name'),
  };
}

/** The hashes of a patch, by field name. */
export const patchHashes = ({ sha1, sha224, shake128 }: Digests) => ({
  pat_sha1: sha1,
  pat_sha224: sha224,
  pat_shake_128: shake128,
});

/** The hashes of a ROM, by field name. */
export const resultHashes = ({ sha1, sha224, shake128 }: Digests) => ({
  result_sha1: sha1,
  result_sha224: sha224,
  result_shake1: shake128,
});

/** The known fields only, for a JSON file. */
export function knownArchiveFields(words: ArchiveFields): JsonObject {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== null));
}

/**
 * The fields whose claim contradicts the truth. A value that either side does not know is not a contradiction; keys and
 * salts may be spelled in any way the parser accepts; paths count only if they follow the archive's own layout.
 */
export function contradictions(said: ArchiveFields, truth: ArchiveFields): readonly ArchiveField[] {
  return ARCHIVE_FIELDS.filter((name) => {
    const [one, other] = [said[name], truth[name]];
    return one !== null && other !== null && !agree(name, one, other);
  });
}

/** The fields whose true value is known, but missing from the claim. */
export function missingFields(said: ArchiveFields, truth: ArchiveFields): readonly ArchiveField[] {
  return ARCHIVE_FIELDS.filter((name) => said[name] === null && truth[name] !== null);
}

function agree(name: ArchiveField, said: string, truth: string): boolean {
  if (said === truth) return true;
  switch (name) {
    case 'patchblob1_key':
      return sameBytes(said, truth, parsePatchKey);
    case 'romblob_salt':
      return sameBytes(said, truth, parseSalt);
    case 'patch':
      return !said.startsWith('patch/');
    // A ROM shared by several games is stored once for each of them.
    case 'rom':
      return !said.startsWith('rom/') || afterId(said) === afterId(truth);
    default:
      return false;
  }
}

const afterId = (path: string): string => path.replace(/^rom\/[0-9]+_/, '');

function sameBytes(one: string, other: string, parse: (text: string) => Buffer): boolean {
  try {
    return parse(one).equals(parse(other));
  } catch {
    return false;
  }
}

/** The distinct keys among some texts; texts that are not keys are ignored. */
export function readKeys(texts: readonly (string | null)[]): readonly Buffer[] {
  return distinct(texts, parsePatchKey);
}

/** The distinct salts among some texts; texts that are not salts are ignored. */
export function readSalts(texts: readonly (string | null)[]): readonly Buffer[] {
  return distinct(texts, parseSalt);
}

function distinct(texts: readonly (string | null)[], parse: (text: string) => Buffer): readonly Buffer[] {
  const found = new Map<string, Buffer>();
  for (const text of texts) {
    if (text === null) continue;
    try {
      const bytes = parse(text);
      found.set(bytes.toString('hex'), bytes);
    } catch {
      continue;
    }
  }
  return [...found.values()];
}

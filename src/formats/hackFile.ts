import { z } from 'zod';
import { RecordError } from '../model/errors.js';
import type { GameRecord, JsonObject } from '../model/game.js';
import { type ArchiveFields, parseJsonObject } from './archiveFields.js';
import { parsePatchKey, parseSalt } from './blobKey.js';
import { PATCH_BLOB, ROM_BLOB } from './blobName.js';
import { plainId } from './gameId.js';
import { parseGameRecord } from './gameRecord.js';
import { utf8Text } from './utf8Text.js';

/** The contents of a file in `hacks/`: the hack's record, and the names and hashes of its primary patch. */
export interface HackFile {
  /** Its `raw` is the whole JSON object. */
  readonly record: GameRecord;
  /** A curator's label, where older tools wrote one there. */
  readonly legacyType: string | null;
  /** Hashes in lower case; null where the file does not say. */
  readonly words: ArchiveFields;
  /** The name of the patch in its ZIP. */
  readonly patchFilename: string | null;
}

const text = z.union([z.string(), z.number().transform(String)]);
const idText = text.transform(plainId);
const optionalText = text
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .catch(null);

/** Null and empty text mean unknown; anything else must match the schema. */
const known = <T>(schema: z.ZodType<T>) =>
  z.union([z.literal('').transform(() => null), z.null(), schema]).default(null);
const hex = (digits: number) =>
  known(
    z
      .string()
      .regex(new RegExp(`^[0-9a-f]{${digits}}$`, 'i'))
      .transform((value) => value.toLowerCase()),
  );
const shake = known(z.string().regex(/^[A-Za-z0-9_-]{32}$/));
const readable = (read: (value: string) => unknown) => known(z.string().refine((value) => isReadable(value, read)));

const wordsSchema = z.object({
  patch: optionalText,
  pat_sha224: hex(56),
  pat_sha1: hex(40),
  pat_shake_128: shake,
  result_sha224: hex(56),
  result_sha1: hex(40),
  result_shake1: shake,
  rom: optionalText,
  patchblob1_name: known(z.string().regex(PATCH_BLOB)),
  patchblob1_key: readable(parsePatchKey),
  patchblob1_sha224: hex(56),
  romblob_salt: readable(parseSalt),
  romblob_name: known(z.string().regex(ROM_BLOB)),
});

/**
 * Reads a file in `hacks/`: UTF-8, with or without a byte order mark.
 *
 * @throws {@link RecordError} as {@link parseHackFile}, and when it is not UTF-8
 */
export function readHackFile(id: string, bytes: Uint8Array): HackFile {
  const json = utf8Text(bytes);
  if (json === null) throw new RecordError('It is not UTF-8 text.', id);
  return parseHackFile(id, json);
}

/**
 * Parses a file in `hacks/`: one line of JSON, indented JSON, or a one-element array.
 *
 * @param id - the id that the file is named after
 * @throws {@link RecordError} when it is not such JSON, has no id or a different one, has no name, or holds an invalid
 *   hash, name or key
 */
export function parseHackFile(id: string, json: string): HackFile {
  const object = parseJsonObject(json);
  if (object === null) throw new RecordError('It is neither a JSON object nor a list of one.', id);
  checkId(id, object);
  const words = wordsSchema.safeParse(object);
  if (!words.success) {
    const bad = [...new Set(words.error.issues.map(({ path }) => String(path[0])))];
    const what = bad.length === 1 ? 'is not valid' : 'are not valid';
    throw new RecordError(`Its ${bad.join(', ')} ${what}.`, id);
  }
  return {
    record: parseGameRecord(object),
    legacyType: optionalText.parse(object.legacy_type),
    words: words.data,
    patchFilename: optionalText.parse(object.patch_filename),
  };
}

function checkId(id: string, object: JsonObject): void {
  const said = idText.safeParse(object.id).data ?? '';
  if (said === '') throw new RecordError('It has no id.', id);
  if (said !== id)
    throw new RecordError(`Its id is ${JSON.stringify(said.slice(0, 40))}, not the one in its name.`, id);
}

function isReadable(value: string, read: (value: string) => unknown): boolean {
  try {
    read(value);
    return true;
  } catch {
    return false;
  }
}

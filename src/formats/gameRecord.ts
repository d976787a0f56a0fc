import { decodeHTMLStrict } from 'entities/decode';
import { z } from 'zod';
import { RecordError } from '../model/errors.js';
import { type GameRecord, type JsonObject, METADATA_COLUMNS, metadataColumns } from '../model/game.js';
import { combinedType } from './combinedType.js';
import { isGameId, plainId } from './gameId.js';
import { isStorable } from './storableJson.js';

/** Values that are promoted from `fields` into the record itself. */
const PROMOTED = ['demo', 'featured', 'hof', 'length', 'difficulty', 'type', 'description'] as const;

const unixSeconds = z
  .string()
  .regex(/^\d+(?:\.\d+)?$/)
  .transform(Number)
  .pipe(z.number().max(Date.UTC(9999, 11, 31) / 1000));

/**
 * Parses one record of SMW Central's catalog, in any of the shapes that it has had over the years.
 *
 * Names become plain text; descriptions stay HTML. In the columns, true and false are `1` and `0`, arrays and objects
 * are JSON, and unknown values are null. The input is not changed.
 *
 * @param json - an element of a catalog page's `data`, or the response to `a=getfile`
 * @throws {@link RecordError} when it is not an object, has no id made of digits or no name, or is nested too deeply to
 *   be stored; any other absurd value costs only its own column
 */
export function parseGameRecord(json: unknown): GameRecord {
  if (!isObject(json)) throw new RecordError('A catalog record is not an object; it is skipped.');
  const raw = json;
  const id = gameIdIn(raw);
  if (id === null) throw new RecordError('A catalog record has no numeric id; it is skipped.');
  const name = plainName(raw.name);
  if (name === undefined) throw new RecordError(`Catalog record ${id} has no name; it is skipped.`, id);
  if (!isStorable(raw)) throw new RecordError(`Catalog record ${id} is nested too deeply; it is skipped.`, id);

  const normalized: JsonObject = { ...normalize(raw), ...successorIn(raw), id, name };
  return {
    id,
    name,
    downloadUrl: link(normalized.download_url),
    raw,
    normalized,
    columns: metadataColumns.parse(
      Object.fromEntries(METADATA_COLUMNS.map((key) => [key, columnText(normalized[key])])),
    ),
  };
}

/** A stored record, parsed; or what is wrong with it. */
export function readGameRecord(json: string | null): GameRecord | RecordError {
  try {
    return parseGameRecord(JSON.parse(json ?? 'null'));
  } catch (error) {
    if (error instanceof RecordError) return error;
    if (error instanceof SyntaxError) return new RecordError('It is not JSON; it is skipped.');
    throw error;
  }
}

/** The id of a catalog record; null if it has none made of digits. */
function gameIdIn(json: unknown): string | null {
  const id = plainId(textOf(fieldsIn(json).id) ?? '');
  return isGameId(id) ? id : null;
}

/** Identifies a record's place in the catalog, which is sorted by date: its id and date, as they came; null without an id. */
export function catalogPlaceIn(json: unknown): string | null {
  const id = gameIdIn(json);
  return id === null ? null : `${id} ${textOf(fieldsIn(json).time) ?? ''}`;
}

// Not schemas: these checks run on most values, and a schema that does not match creates an Error.
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** PHP encodes an empty object as `[]`: anything that is not an object has no fields. */
const fieldsIn = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** A string, or a number converted to one. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function plainName(value: unknown): string | undefined {
  const name = decodeHTMLStrict(textOf(value) ?? '');
  return /\S/.test(name) ? name : undefined;
}

function link(value: unknown): string | null {
  const address = decodeHTMLStrict(typeof value === 'string' ? value : '').trim();
  return address === '' ? null : address;
}

/** Everything but id and name: `raw`, overlaid with what is known from elsewhere in it. */
function normalize(raw: JsonObject): JsonObject {
  const fields = fieldsIn(raw.fields);
  const rawFields = fieldsIn(raw.raw_fields);
  const promoted: JsonObject = { ...raw, ...knownOnly(Object.fromEntries(PROMOTED.map((key) => [key, fields[key]]))) };
  const rawTypes = scalarTexts(rawFields.type);
  const rawDifficulty = scalarTexts(rawFields.difficulty).join(', ');
  return {
    ...promoted,
    ...knownOnly({
      featured: firstKnown(fields.featured, fields.hof, raw.featured, raw.hof),
      gametype: firstKnown(promoted.type, promoted.difficulty),
      download_url: firstKnown(raw.download_url, raw.name_href),
      name_href: firstKnown(raw.name_href, raw.download_url),
      author: firstKnown(authorLine(raw.author), authorLine(raw.authors)),
      authors: withPlainNames(raw.authors),
      submitter: withPlainNames(raw.submitter),
      added: utcDateTime(raw.time),
      fields_type: fields.type,
      raw_difficulty: rawDifficulty,
      combinedtype: combinedType({
        type: scalarTexts(promoted.type).join(', '),
        difficulty: scalarTexts(promoted.difficulty).join(', '),
        rawDifficulty,
        rawTypes,
      }),
    }),
  };
}

/** The hack's successor, if the record mentions one at all; false, 0 and anything empty mean that there is none. */
function successorIn({ obsoleted_by: said }: JsonObject): JsonObject {
  if (said === undefined) return {};
  const id = isObject(said) ? said.id : said;
  return { obsoleted_by: id === true || !['', '0', 'false'].includes(scalarTexts(id).join(', ')) ? id : null };
}

/** False and 0 are known values; null and empty text are not. */
const isKnown = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const firstKnown = (...values: readonly unknown[]): unknown => values.find(isKnown);

const knownOnly = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => isKnown(value)));

/** The strings and numbers in a value that may be one, an array of them, or the object that PHP writes in place of an array. */
function scalarTexts(value: unknown): readonly string[] {
  const values: readonly unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return values.flatMap((item) => textOf(item) ?? []).filter((item) => item !== '');
}

/** The names of one or more people, each a string or an object with a name, joined; empty if there are none. */
function authorLine(people: unknown): string {
  return [isNumbered(people) ? Object.values(people) : people]
    .flat()
    .flatMap((person) => plainName(nameOf(person)) ?? [])
    .join(', ');
}

/** The object that PHP writes in place of an array: its keys are numbers. */
const isNumbered = (value: unknown): value is JsonObject =>
  isObject(value) && Object.keys(value).every((key) => /^\d+$/.test(key));

const nameOf = (person: unknown): unknown => (isObject(person) ? person.name : null) ?? person;

/** People as they came, but with the entities in their names decoded. */
function withPlainNames(people: unknown): unknown {
  if (Array.isArray(people)) return people.map(withPlainName);
  return withPlainName(people);
}

function withPlainName(person: unknown): unknown {
  if (typeof person === 'string') return decodeHTMLStrict(person);
  if (!isObject(person) || typeof person.name !== 'string') return person;
  return { ...person, name: decodeHTMLStrict(person.name) };
}

/** `YYYY-MM-DD HH:MM:SS` for Unix seconds; undefined if they are not a valid time. */
function utcDateTime(time: unknown): string | undefined {
  const { data: seconds } = unixSeconds.safeParse(textOf(time));
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** A JSON value as stored in a text column. */
function columnText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return textOf(value) ?? JSON.stringify(value);
}

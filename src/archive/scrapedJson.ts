import { z } from 'zod';
import type { ScrapedEntry } from '../model/gamelist.js';
import type { ScrapedGame } from '../model/scrapedGame.js';

const text = z.string();
const maybe = text.nullable();
const amount = z.number().nullable();

const regionalText = z.object({ region: maybe, text });
const localText = z.object({ language: maybe, text });
const hashes = { crc32: maybe, md5: maybe, sha1: maybe };

const scrapedGame: z.ZodType<ScrapedGame> = z.object({
  id: text,
  systemId: maybe,
  notGame: z.boolean(),
  names: z.array(regionalText),
  publisher: maybe,
  developer: maybe,
  players: maybe,
  note: amount,
  synopses: z.array(localText),
  dates: z.array(regionalText),
  genres: z.array(z.object({ id: text, main: z.boolean(), names: z.array(localText) })),
  rom: z.object({ fileName: maybe, size: amount, ...hashes, regions: z.array(text) }).nullable(),
  media: z.array(
    z.object({
      type: text,
      parent: maybe,
      region: maybe,
      support: maybe,
      url: text,
      format: text,
      ...hashes,
      size: amount,
    }),
  ),
});

const field = text.exactOptional();

const scrapedEntry: z.ZodType<ScrapedEntry> = z.object({
  path: text,
  id: maybe,
  source: text,
  name: field,
  sortname: field,
  desc: field,
  rating: field,
  releasedate: field,
  developer: field,
  publisher: field,
  genre: field,
  players: field,
});

/** A JSON column; text that is not JSON is treated like any other invalid row. */
const json = text.transform((source, context): unknown => {
  try {
    return JSON.parse(source);
  } catch {
    context.addIssue('is not JSON');
    return z.NEVER;
  }
});

/** Games as the JSON of a row. */
export const gamesJson = json.pipe(z.array(scrapedGame));

/** An entry as the JSON of a row. */
export const entryJson = json.pipe(scrapedEntry);

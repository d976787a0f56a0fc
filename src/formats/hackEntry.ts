import type { JsonObject, MetadataColumns } from '../model/game.js';
import type { ScrapedEntry } from '../model/gamelist.js';
import { foldLength, foldText, namesIn } from './canonicalValue.js';
import { counted } from './counted.js';
import { gameStats } from './gameStats.js';
import { htmlText } from './htmlText.js';
import { knownFields } from './knownFields.js';
import type { NameValues } from './nameTemplate.js';
import { recordImages } from './recordImages.js';
import { releaseDate } from './releaseDate.js';
import { unixTime } from './unixTime.js';

/** The source of the hacks, as named in their entries. */
export const SMW_CENTRAL = 'SMW Central';

/** The columns of a version that its entry and its ROM's name are made from; `name` is plain text. */
export type HackColumns = Pick<
  MetadataColumns,
  | 'name'
  | 'time'
  | 'added'
  | 'author'
  | 'authors'
  | 'length'
  | 'difficulty'
  | 'gametype'
  | 'fields_type'
  | 'description'
>;

/** What the archive knows about a version of a hack. */
export interface HackFacts {
  readonly id: string;
  readonly version: number;
  readonly columns: HackColumns;
  /** The record as it came; null when it was not kept. */
  readonly record: JsonObject | null;
  /** The latest rating noted, from 0 (not rated) to 5; null: use the record's. */
  readonly rating: string | null;
}

const MAX_STARS = 5;

/** A hack's gamelist entry, without its path; unknown fields are omitted. */
export function hackEntry(facts: HackFacts): Omit<ScrapedEntry, 'path'> {
  const { id, columns } = facts;
  const { difficulties, types } = kinds(columns);
  return {
    id,
    source: SMW_CENTRAL,
    ...knownFields({
      name: hackName(facts),
      desc: [exits(columns.length), htmlText(columns.description ?? '')].filter((text) => text !== '').join('\n\n'),
      rating: rating(facts),
      releasedate: dateOf(columns),
      developer: authors(columns),
      publisher: SMW_CENTRAL,
      genre: distinct([...difficulties, ...types]).join(', '),
    }),
  };
}

/** The values that a name template may use. */
export function hackNameValues(facts: HackFacts): NameValues {
  const { difficulties, types } = kinds(facts.columns);
  const orNull = (text: string): string | null => (text === '' ? null : text);
  return {
    id: facts.id,
    name: hackName(facts),
    author: orNull(authors(facts.columns)),
    difficulty: difficulties[0] ?? null,
    type: orNull(distinct(types).join(', ')),
    version: String(facts.version),
  };
}

/** The URL of a hack's first picture, as the site gives it; null if it has none. */
export function hackImage({ record }: Pick<HackFacts, 'record'>): string | null {
  const [first = ''] = recordImages(record);
  return first.trim() === '' ? null : first.trim();
}

/** A hack's name on one line; a hack without one is called by its id. */
export function hackName({ id, columns }: Pick<HackFacts, 'id' | 'columns'>): string {
  const name = (columns.name ?? '').replaceAll(/\s+/g, ' ').trim();
  return name === '' ? id : name;
}

const authors = ({ author, authors: people }: HackColumns): string => {
  const named = [people, author].map(namesIn).find((names) => names.length > 0);
  return named?.join(', ') ?? foldText(author) ?? '';
};

/** Splits a hack's labels into difficulties and types; years ago, one label such as `Kaizo: Expert` was both. */
function kinds(columns: HackColumns): { readonly difficulties: readonly string[]; readonly types: readonly string[] } {
  const labels = namesIn(columns.difficulty).map((label) => label.split(/:\s*/));
  const difficulties = labels.flatMap((parts) => parts.at(-1) ?? []);
  const typed = namesIn(columns.fields_type);
  const other = columns.gametype === columns.difficulty ? [] : namesIn(columns.gametype);
  return {
    difficulties,
    types: [...(typed.length > 0 ? typed : other), ...labels.flatMap((parts) => parts.slice(0, -1))],
  };
}

function exits(length: string | null): string {
  const number = foldLength(length) ?? '';
  return /^[1-9]\d*$/.test(number) ? counted(Number(number), 'exit') : '';
}

/** The rating scaled so that five stars are 1, in the shortest decimals. For a hack that nobody has rated, the site says 0. */
function rating({ rating: noted, record }: HackFacts): string {
  const stars = Number(noted ?? (record === null ? null : gameStats(record).rating) ?? NaN);
  return stars > 0 && stars <= MAX_STARS ? String(Number((stars / MAX_STARS).toFixed(6))) : '';
}

/** The date it was added to the site, in UTC. */
function dateOf({ time, added }: HackColumns): string {
  const said = /^\s*(\d{4}-\d{2}-\d{2})(?!\d)/.exec(added ?? '')?.[1] ?? '';
  return releaseDate(unixTime(time)?.toISOString().slice(0, 10) ?? said) ?? '';
}

/** The distinct labels, ignoring case. */
function distinct(labels: readonly string[]): readonly string[] {
  const first = new Map<string, string>();
  for (const label of labels) {
    const folded = label.toLowerCase();
    if (!first.has(folded)) first.set(folded, label);
  }
  return [...first.values()];
}

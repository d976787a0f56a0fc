import { z } from 'zod';
import { RecordError } from '../model/errors.js';
import {
  type ColumnChange,
  type GameChange,
  type GameRecord,
  METADATA_COLUMNS,
  type MetadataColumn,
  type MetadataColumns,
} from '../model/game.js';
import {
  filePath,
  foldFlag,
  foldHtml,
  foldLabel,
  foldLength,
  foldNumber,
  foldText,
  namesIn,
  sitePath,
} from './canonicalValue.js';
import { readGameRecord } from './gameRecord.js';

/** A version of a game as stored in the archive. */
export interface KnownGame {
  readonly columns: MetadataColumns;
  /** `gvjsondata`: the record that it was made from, if it was kept. */
  readonly json: string | null;
}

/** One account of a game: its columns, and the record behind them as far as it was kept. */
type Telling = Pick<GameRecord, 'columns' | 'raw'>;

/** Reads one fact about a game in its canonical spelling; null means unknown. */
type Read = (game: Telling) => string | null;

/** Columns that are compared as a unit, and whether what they say has changed. */
interface Facet {
  readonly columns: readonly MetadataColumn[];
  readonly differs: (before: readonly Telling[], after: Telling) => boolean;
}

const withFields = z.object({ fields: z.looseObject({ description: z.string() }) });
const withRawTypes = z.object({ raw_fields: z.looseObject({ type: z.json() }) });

const column =
  (name: MetadataColumn, fold: (text: string | null) => string | null): Read =>
  ({ columns }) =>
    fold(columns[name]);

const people: Read = ({ columns }) =>
  known(namesIn(columns.author).join(', ')) ?? known(namesIn(columns.authors).join(', '));
const tags: Read = ({ columns }) =>
  known([...new Set(namesIn(columns.tags).map((tag) => tag.toLowerCase()))].sort().join(', '));
/** An empty description means something only where the site itself has stated it. */
const description: Read = ({ columns, raw }) =>
  known(foldHtml(columns.description)) ?? (withFields.safeParse(raw).success ? '' : null);
const download: Read = ({ columns }) => filePath(columns.download_url) ?? filePath(columns.name_href);
const size: Read = column('size', foldNumber);
const time: Read = column('time', foldNumber);
const rawDifficulty: Read = column('raw_difficulty', foldLabel);
/** `Kaizo: Light`, from the years when type and difficulty were one label, cannot be compared with either of today's. */
const difficultyLabel: Read = ({ columns }) => withoutColon(foldLabel(columns.difficulty));
const rawTypes: Read = ({ columns, raw }) => {
  const { data } = withRawTypes.safeParse(raw);
  const ids = data === undefined ? typesAtEnd(columns) : JSON.stringify([data.raw_fields.type].flat());
  return known(namesIn(ids).toSorted().join(', '));
};
/** Older rows have the type only in `gametype`, which holds the difficulty where there was no type. */
const typeLabel: Read = ({ columns }) => {
  const label = foldLabel(columns.fields_type) ?? foldLabel(columns.gametype);
  const type = label === foldLabel(columns.difficulty) ? null : withoutColon(label);
  return type === null ? null : namesIn(type).toSorted().join(', ');
};

const DIFFICULTY = ['gametype', 'difficulty', 'raw_difficulty', 'combinedtype'] as const;
const TYPE = ['gametype', 'fields_type', 'combinedtype'] as const;

/**
 * The site renames labels, so the ids behind them decide if both are known, unless only one of them begins with
 * `diff_`: then they are from different years.
 */
const difficultyDiffers: Facet['differs'] = (before, after) => {
  const [old, now] = [firstKnown(rawDifficulty, before), rawDifficulty(after)];
  if (old === null || now === null) return unlike(difficultyLabel)(before, after);
  return old.startsWith('diff_') === now.startsWith('diff_') && old !== now;
};
const typeDiffers: Facet['differs'] = (before, after) =>
  firstKnown(rawTypes, before) !== null && rawTypes(after) !== null
    ? unlike(rawTypes)(before, after)
    : unlike(typeLabel)(before, after);

const FILE: readonly Facet[] = [
  { columns: ['download_url', 'name_href'], differs: unlike(download) },
  { columns: ['size'], differs: unlike(size) },
  { columns: ['time', 'added'], differs: unlike(time) },
];

const UNCHANGED: GameChange = { major: false, columns: {}, otherFile: false };

/** A change in any of these makes a new version. */
const MAJOR: readonly Facet[] = [
  ...FILE,
  { columns: ['section'], differs: unlike(column('section', foldLabel)) },
  { columns: ['name'], differs: unlike(column('name', foldText)) },
  { columns: ['author', 'authors'], differs: unlike(people) },
  { columns: ['description'], differs: unlike(description) },
  { columns: DIFFICULTY, differs: difficultyDiffers },
  { columns: TYPE, differs: typeDiffers },
  { columns: ['length'], differs: unlike(column('length', foldLength)) },
  { columns: ['demo'], differs: unlike(column('demo', foldFlag)) },
  { columns: ['featured'], differs: unlike(column('featured', foldFlag)) },
  { columns: ['moderated'], differs: unlike(column('moderated', foldFlag)) },
  { columns: ['submitter'], differs: unlike(({ columns }) => known(namesIn(columns.submitter).join(', '))) },
  { columns: ['tags'], differs: unlike(tags) },
  { columns: ['url'], differs: unlike(column('url', sitePath)) },
];

/** A change in these makes none, but is reported along with others. */
const QUIET: readonly Facet[] = [
  { columns: DIFFICULTY, differs: unlike(difficultyLabel) },
  { columns: TYPE, differs: unlike(typeLabel) },
  { columns: ['obsoleted_by'], differs: unlike(column('obsoleted_by', foldNumber)) },
];

/**
 * Compares a catalog record with the latest version of the game. A value that either side does not know is not a
 * change, nor is a different spelling of a flag, a number, a list, an entity, whitespace, or the host, protocol and
 * percent-encoding of a URL. The record behind the version is trusted over its columns, which tools and people have
 * edited.
 *
 * The download counts as a different file when its path, name, size or time differs.
 */
export function gameChange(before: KnownGame, after: GameRecord): GameChange {
  const reworded = new Set(
    METADATA_COLUMNS.filter((name) => spelling(before.columns[name]) !== spelling(after.columns[name])),
  );
  // Nearly all games in a crawl end here, without parsing the record behind the version.
  if (reworded.size === 0) return UNCHANGED;

  const row: Telling = { columns: before.columns, raw: {} };
  const original = originalOf(before.json, after.id);
  const tellings = original === null ? [row] : [original, row];
  const changed = (facets: readonly Facet[]): readonly MetadataColumn[] =>
    facets
      .filter(({ columns, differs }) => columns.some((name) => reworded.has(name)) && differs(tellings, after))
      .flatMap(({ columns }) => columns)
      .filter((name) => reworded.has(name));

  const major = changed(MAJOR);
  if (major.length === 0) return UNCHANGED;
  const all = new Set([...major, ...changed(QUIET)]);
  return {
    major: true,
    columns: Object.fromEntries(
      METADATA_COLUMNS.filter((name) => all.has(name)).map((name): [string, ColumnChange] => [
        name,
        { old: before.columns[name], new: after.columns[name] },
      ]),
    ),
    otherFile: FILE.some(({ differs }) => differs(tellings, after)),
  };
}

/** The record that a version was made from; null when it is missing, is not a valid record, or is another game's. */
function originalOf(json: string | null, id: string): Telling | null {
  const record = readGameRecord(json);
  return record instanceof RecordError || record.id !== id ? null : record;
}

/** The ids of the types at the end of `Kaizo: Advanced (diff_4) (kaizo)`, if present. */
function typesAtEnd({ combinedtype, raw_difficulty }: MetadataColumns): string | null {
  const last = /\(([^()]*)\)$/.exec(combinedtype ?? '')?.[1] ?? null;
  return last === raw_difficulty || last?.startsWith('diff_') === true ? null : last;
}

function unlike(read: Read): Facet['differs'] {
  return (before, after) => {
    const [old, now] = [firstKnown(read, before), read(after)];
    return old !== null && now !== null && old !== now;
  };
}

function firstKnown(read: Read, tellings: readonly Telling[]): string | null {
  for (const telling of tellings) {
    const value = read(telling);
    if (value !== null) return value;
  }
  return null;
}

const known = (text: string | null): string | null => (text === '' ? null : text);
const withoutColon = (label: string | null): string | null => (label?.includes(':') === true ? null : label);
const spelling = (text: string | null): string => text?.replace(/^(-?\d+)\.0$/, '$1') ?? '';

import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';
import { parseJsonObject } from '../../formats/archiveFields.js';
import { foldFlag, foldNumber, namesIn } from '../../formats/canonicalValue.js';
import { htmlText } from '../../formats/htmlText.js';
import { recordImages } from '../../formats/recordImages.js';
import { unixTime } from '../../formats/unixTime.js';
import type { JsonObject } from '../../model/game.js';
import type { ReadDatabases } from '../databases.js';
import { idSpellings } from '../idSpellings.js';
import { nullableText } from '../nullableText.js';
import { sqlTimeColumn } from '../sqlTime.js';
import { LATEST_FIRST, VERSION } from '../versions.js';
import { gamePatches } from './gamePatches.js';
import { recordedChanges } from './recordedChanges.js';
import { shownVersion } from './shownVersion.js';
import { webAddress } from './webAddress.js';

const plain = nullableText.transform((text) => (text === null ? null : decodeHTMLStrict(text)));

const versionRow = z.object({
  /** Null in a row that another tool wrote without one, until the next update. */
  gvuuid: z.string().nullable(),
  version: shownVersion,
  name: z.string(),
  author: plain,
  authors: nullableText,
  difficulty: plain,
  gametype: plain,
  fields_type: plain,
  length: plain,
  demo: nullableText,
  featured: nullableText,
  tags: nullableText,
  description: nullableText,
  size: nullableText,
  download_url: nullableText,
  url: nullableText,
  obsoleted_by: nullableText,
  time: nullableText,
  added: sqlTimeColumn,
  patchblob1_name: nullableText,
  gvjsondata: nullableText,
  gvchanges: nullableText,
  local_resource_filename: nullableText,
  gvimport_time: sqlTimeColumn,
});

const COLUMNS = Object.keys(versionRow.shape).filter((column) => column !== 'version');

/** Exported for the test that reads the plan. */
export const VERSIONS = `SELECT ${COLUMNS.join(', ')}, ${VERSION} AS version FROM gameversions
  WHERE gameid IN (?, ?) ${LATEST_FIRST}`;

/**
 * Every version of a game, the latest first, with the latest record and the address of its page on the site.
 *
 * @param site - the base of relative addresses
 */
export function gameVersions(on: ReadDatabases, id: string, site: URL) {
  const rows = on.rhdata.many(versionRow, VERSIONS, ...idSpellings(id));
  const versions = rows.map((row) => ({
    version: row.version,
    name: decodeHTMLStrict(row.name),
    author: row.author ?? listed(row.authors),
    difficulty: row.difficulty,
    type: row.fields_type ?? (row.gametype === row.difficulty ? null : row.gametype),
    length: row.length,
    demo: flag(row.demo),
    featured: flag(row.featured),
    tags: [...namesIn(row.tags)],
    description: row.description === null ? null : htmlText(row.description),
    bytes: bytes(row.size),
    downloadUrl: webAddress(row.download_url, site),
    zip: row.local_resource_filename,
    obsoletedBy: row.obsoleted_by,
    addedAt: unixTime(row.time)?.toISOString() ?? row.added,
    recordedAt: row.gvimport_time,
    changes: recordedChanges(row.gvchanges),
    patches: gamePatches(on, { gvuuid: row.gvuuid, blob: row.patchblob1_name }),
  }));
  const [latest] = rows;
  return {
    versions,
    pageUrl: webAddress(latest?.url ?? null, site),
    record: parseJsonObject(latest?.gvjsondata ?? ''),
  };
}

/** The addresses of a record's pictures. */
export const screenshotsOf = (record: JsonObject | null, site: URL): string[] =>
  recordImages(record).flatMap((address) => webAddress(address, site) ?? []);

const listed = (text: string | null): string | null => namesIn(text).join(', ') || null;

function flag(text: string | null): boolean | null {
  const folded = foldFlag(text);
  return folded === null ? null : folded === '1';
}

function bytes(text: string | null): number | null {
  const number = Number(foldNumber(text) ?? NaN);
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}

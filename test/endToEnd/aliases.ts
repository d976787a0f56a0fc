import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Canonical, type Json, canonical, parsedJson } from './canonical.js';
import type { ReadOnly } from './rows.js';

/** Replaces random values by what they belong to. */
export interface Aliases {
  readonly path: (path: string) => string;
  readonly plain: (value: Json) => Canonical;
  /** For a row or file about a patch; the hack that brought it is left out when several have it. */
  readonly ofPatch: (value: Json) => Canonical;
  /** For a file about a ROM; if several patches make that ROM, only its hashes are kept. */
  readonly ofRom: (value: Json) => Canonical;
}

const maybe = z.string().nullable();
const version = z.object({ gvuuid: z.string(), gameid: z.string(), version: z.int(), pat_sha224: maybe });
const queued = z.object({ queueuuid: z.string(), gameid: z.string() });
const tested = z.object({ gameid: z.string(), pat_sha224: maybe, result_sha224: maybe, blob_data: maybe });
const blobWords = z
  .object({
    pbuuid: z.string(),
    pat_sha224: z.string(),
    patchblob1_name: z.string(),
    patchblob1_key: z.string(),
    patchblob1_sha224: z.string(),
    romblob_name: z.string(),
    romblob_salt: z.string(),
  })
  .partial();
const blobRow = blobWords.extend({
  pbuuid: z.string(),
  pat_sha224: z.string(),
  pat_shake_128: z.string(),
  result_sha224: z.string(),
});
const word = z.string().optional().catch(undefined);
const pointers = z.object({
  pat_sha224: word,
  decoded_hash_sha224: word,
  pbuuid: word,
  patch_name: word,
  result_sha224: word,
});

/** Fields of rows and files about a patch that depend on which hack brought it first. */
const OWNER: ReadonlySet<string> = new Set([
  'id',
  'gameid',
  'gvuuid',
  'patch_filename',
  'is_primary',
  'zip_source',
  'rom',
]);
const ABOUT_PATCH: ReadonlySet<string> = new Set([
  ...OWNER,
  ...['patch', 'pat_sha224', 'pat_sha1', 'pat_shake_128', 'patchblob1_name', 'patchblob1_key', 'patchblob1_sha224'],
  ...['romblob_salt', 'romblob_name'],
]);
/** Fields that depend on which of several hacks sealed the blob they share. */
const SEALER: ReadonlySet<string> = new Set(['blob_data', 'status']);
const NOTHING: ReadonlySet<string> = new Set();

/** Learns from an archive which random values belong to what. */
export function aliasesOf(rhdata: ReadOnly, root: string): Aliases {
  const names = new Map<string, string>();
  const learn = (words: z.infer<typeof blobWords>, patch: string): void => {
    for (const [key, value] of Object.entries(words)) {
      if (value !== undefined && key !== 'pat_sha224') names.set(value, `<${key} of ${patch}>`);
    }
  };
  const versions = rhdata.all(version, 'SELECT * FROM gameversions');
  const candidates = rhdata.all(tested, 'SELECT * FROM patch_files_working');
  const blobs = rhdata.all(blobRow, 'SELECT * FROM patchblobs');
  for (const { gvuuid, gameid, version: number } of versions) names.set(gvuuid, `<version ${number} of ${gameid}>`);
  for (const { queueuuid, gameid } of rhdata.all(queued, 'SELECT * FROM game_fetch_queue')) {
    names.set(queueuuid, `<queued ${gameid}>`);
  }
  for (const { blob_data, pat_sha224 } of candidates) {
    if (blob_data !== null) learn(blobWords.parse(JSON.parse(blob_data)), `unrecorded ${String(pat_sha224)}`);
  }
  for (const file of ['hacks', 'pat_meta', 'rom_meta'].flatMap((folder) => jsonFiles(join(root, folder)))) {
    if (file.pat_sha224 !== undefined) learn(file, file.pat_sha224);
  }
  for (const blob of blobs) learn(blobWords.parse(blob), blob.pat_sha224);

  /** For each patch the games that have it, and for each ROM the patches that make it. */
  const sources = new Map<string, Set<string>>();
  const note = (what: string | null, source: string | null): void => {
    if (what !== null && source !== null) sources.set(what, (sources.get(what) ?? new Set()).add(source));
  };
  for (const { pat_sha224, gameid } of [...versions, ...candidates]) note(pat_sha224, gameid);
  for (const { result_sha224, pat_sha224 } of [...blobs, ...candidates]) note(result_sha224, pat_sha224);
  const isShared = (what: string | undefined): boolean => (sources.get(what ?? '')?.size ?? 0) > 1;

  const patchOf = (value: Json): string | undefined => {
    const { data: found } = pointers.safeParse(value);
    const blob = blobs.find(
      ({ pbuuid, pat_shake_128 }) => pbuuid === found?.pbuuid || `patch/${pat_shake_128}` === found?.patch_name,
    );
    return found?.pat_sha224 ?? found?.decoded_hash_sha224 ?? blob?.pat_sha224;
  };
  const rewrite = (value: Json, drop: ReadonlySet<string>): Canonical =>
    canonical(value, (text) => names.get(text), drop);

  const ofPatch = (value: Json): Canonical => rewrite(value, isShared(patchOf(value)) ? OWNER : NOTHING);

  return {
    path: (path) => z.string().parse(rewrite(path, NOTHING)),
    plain: (value) => rewrite(value, isShared(patchOf(value)) && hasKey(value, 'blob_data') ? SEALER : NOTHING),
    ofPatch,
    ofRom: (value) =>
      isShared(pointers.safeParse(value).data?.result_sha224) ? rewrite(value, ABOUT_PATCH) : ofPatch(value),
  };
}

const hasKey = (value: Json, key: string): boolean => typeof value === 'object' && value !== null && key in value;

/** The blob fields of a folder's JSON files. */
function jsonFiles(folder: string): readonly z.infer<typeof blobWords>[] {
  return readdirSync(folder).flatMap(
    (name) => blobWords.safeParse(parsedJson(readFileSync(join(folder, name), 'utf8'))).data ?? [],
  );
}

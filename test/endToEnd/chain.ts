import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { openBlob } from '../../src/formats/blob.js';
import { parsePatchKey } from '../../src/formats/blobKey.js';
import { cids } from '../../src/formats/cid.js';
import { crc16Hex, crc32Hex } from '../../src/formats/hashes.js';
import { fileProblems } from './chainFiles.js';
import { type AttachmentRow, type ChainRows, type PatchBlobRow, chainRows, textProblems } from './chainRows.js';
import { openReadOnly } from './rows.js';

export interface ChainOptions {
  /** The archive's root; by default, the folder above the one that holds `rhdata.db`. */
  readonly root?: string;
  /** If given, ROM blobs are opened, too; each takes a key derivation, 0.2 s of a core. */
  readonly baseRom?: Buffer;
}

/** How many rows were found to be correct. */
export interface ChainCounts {
  readonly gameversions: number;
  readonly patchblobs: number;
  readonly attachments: number;
}

/**
 * Follows `gameversions.patchblob1_name` = `patchblobs.patchblob1_name` = `attachments.file_name` for every row, as an
 * independent reader would, and compares every hash, key and file on the way.
 *
 * @throws AssertionError that lists everything that is wrong
 */
export async function assertChain(
  rhdataPath: string,
  patchbinPath: string,
  options: ChainOptions = {},
): Promise<ChainCounts> {
  const { problems, counts } = await followChain(rhdataPath, patchbinPath, options);
  assert.deepEqual(problems, []);
  return counts;
}

/** What {@link assertChain} would complain about. */
export async function followChain(
  rhdataPath: string,
  patchbinPath: string,
  { root = dirname(dirname(rhdataPath)), baseRom }: ChainOptions = {},
): Promise<{ readonly problems: readonly string[]; readonly counts: ChainCounts }> {
  const rhdata = openReadOnly(rhdataPath);
  const patchbin = openReadOnly(patchbinPath);
  try {
    const rows = chainRows(rhdata, patchbin);
    const counts = {
      gameversions: rows.games.length,
      patchblobs: rows.blobs.length,
      attachments: rows.attachments.length,
    };
    const problems = [
      ...textProblems(rhdata),
      ...textProblems(patchbin),
      ...rowProblems(rows),
      ...(await contentProblems(rows)),
      ...(await fileProblems(rows, root, baseRom)),
    ];
    return { problems, counts };
  } finally {
    rhdata.close();
    patchbin.close();
  }
}

/** Rows that lead nowhere, or contradict each other about the same patch. */
function rowProblems({ games, blobs, extended, attachments, patches }: ChainRows): readonly string[] {
  const problems: string[] = [];
  for (const { gameid, version, patchblob1_name, pat_sha224 } of games) {
    const blob = blobs.find((row) => row.patchblob1_name === patchblob1_name);
    if (blob === undefined)
      problems.push(`game ${gameid} version ${version}: no patchblobs row ${String(patchblob1_name)}`);
    else if (blob.pat_sha224 !== pat_sha224) problems.push(`game ${gameid} version ${version}: another pat_sha224`);
  }
  for (const blob of blobs) {
    const complain = (what: string): unknown => problems.push(`${blob.patchblob1_name}: ${what}`);
    const named = attachments.filter((row) => row.file_name === blob.patchblob1_name);
    if (named.length !== 1) complain(`${named.length} attachments`);
    for (const row of named) {
      if (row.filekey !== blob.patchblob1_key) complain('filekey is not patchblob1_key');
      if (row.file_hash_sha224 !== blob.patchblob1_sha224) complain('file_hash_sha224 is not patchblob1_sha224');
      if (row.decoded_hash_sha224 !== blob.pat_sha224) complain('decoded_hash_sha224 is not pat_sha224');
      if (row.decoded_hash_sha1 !== blob.pat_sha1) complain('decoded_hash_sha1 is not pat_sha1');
      if (!row.parents.includes(blob.pbuuid)) complain('parents lack its pbuuid');
    }
    if (!games.some(({ gvuuid }) => gvuuid === blob.gvuuid)) complain('its gvuuid is nobody');
    if (blob.patch_name !== `patch/${blob.pat_shake_128}`) complain('patch_name is not patch/<pat_shake_128>');
    if (!patches.includes(blob.patch_name)) complain('no rhpatches row');
    const side = extended.find(({ pbuuid }) => pbuuid === blob.pbuuid);
    if (side === undefined) complain('no patchblobs_extended row');
    for (const name of ['patch_filename', 'patch_type', 'is_primary', 'zip_source'] as const) {
      if (blob[name] === null) complain(`${name} is unknown`);
      if (side !== undefined && side[name] !== blob[name]) complain(`patchblobs_extended has another ${name}`);
    }
  }
  for (const { file_name, parents } of attachments) {
    if (!blobs.some((row) => row.patchblob1_name === file_name))
      problems.push(`attachment ${file_name}: no patchblobs row`);
    if (new Set(parents).size < parents.length) problems.push(`attachment ${file_name}: a parent is named twice`);
    for (const parent of parents) {
      if (!blobs.some(({ pbuuid }) => pbuuid === parent)) problems.push(`attachment ${file_name}: a parent is nobody`);
    }
  }
  return problems;
}

const MAX_PATCH_BYTES = 32 * 1024 * 1024;

/** Attachments whose bytes do not match their row or the row of their patch. */
async function contentProblems({ blobs, attachments }: ChainRows): Promise<readonly string[]> {
  const found = await Promise.all(
    attachments.map(async (row) => {
      const blob = blobs.find(({ patchblob1_name }) => patchblob1_name === row.file_name);
      const wrong = [...attachmentProblems(row), ...(await decodedProblems(row, blob))];
      return wrong.map((what) => `attachment ${row.file_name}: ${what}`);
    }),
  );
  return found.flat();
}

function attachmentProblems(row: AttachmentRow): readonly string[] {
  const { file_data: bytes } = row;
  const expected = {
    file_size: bytes.length,
    file_crc16: crc16Hex(bytes),
    file_crc32: crc32Hex(bytes),
    ...hashColumns('file', bytes),
  };
  return differing(row, expected);
}

async function decodedProblems(row: AttachmentRow, blob: PatchBlobRow | undefined): Promise<readonly string[]> {
  try {
    const patch = await openBlob(row.file_data, [parsePatchKey(row.filekey)], MAX_PATCH_BYTES);
    return [
      ...differing(row, hashColumns('decoded', patch)),
      ...(blob === undefined || hex('sha224', patch) === blob.pat_sha224 ? [] : ['its patch is another one']),
    ];
  } catch (error) {
    return [`does not decode: ${String(error)}`];
  }
}

function hashColumns(prefix: 'file' | 'decoded', bytes: Buffer): Readonly<Record<string, string>> {
  const { v0, v1 } = cids(bytes);
  const hashes = ['sha224', 'sha1', 'md5', 'sha256'].map(
    (name) => [`${prefix}_hash_${name}`, hex(name, bytes)] as const,
  );
  return Object.fromEntries([...hashes, [`${prefix}_ipfs_cidv0`, v0], [`${prefix}_ipfs_cidv1`, v1]]);
}

function differing(row: AttachmentRow, expected: Readonly<Record<string, unknown>>): readonly string[] {
  const actual: Readonly<Record<string, unknown>> = row;
  return Object.entries(expected)
    .filter(([name, value]) => actual[name] !== value)
    .map(([name]) => `${name} is not that of its bytes`);
}

const hex = (algorithm: string, bytes: Buffer): string => createHash(algorithm).update(bytes).digest('hex');

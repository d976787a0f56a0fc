import type { AttachmentRow, BlobRow } from '../archive/verifyRowShapes.js';
import {
  type ArchiveField,
  type ArchiveFields,
  parseJsonObject,
  readArchiveFields,
  readKeys,
  readSalts,
} from '../formats/archiveFields.js';
import { deriveKey } from '../formats/blobKey.js';
import { digests, sha224Hex } from '../formats/hashes.js';
import { ItemError } from '../model/errors.js';
import type { JsonObject } from '../model/game.js';
import type { Digests } from '../model/patch.js';
import type { Finding } from '../model/verify.js';
import { type VerifyDeps, nullForItem, readJson } from './verifyDeps.js';
import { type PatchIdentity, copiesOf, isPatch, openWith, recoverPatch } from './verifyRecover.js';

/** Everything in the archive that tells of one blob. */
export interface BlobEvidence {
  readonly row: BlobRow;
  readonly name: string;
  /** Null when it is missing or cannot be read. */
  readonly file: Buffer | null;
  /** Why it cannot be read; null when it can, or is missing. */
  readonly fileProblem: string | null;
  /** Most blobs have one. The first is the one that the row refers to. */
  readonly attachments: readonly AttachmentRow[];
  /** What `pbjsondata` holds; null when it is not a JSON object. */
  readonly json: JsonObject | null;
  /** The words of `pbjsondata` and of the JSON files about the patch, its ROM and its hack, in this order. */
  readonly words: readonly ArchiveFields[];
  /** The hack that owns it; null when its version is unknown. */
  readonly gameid: string | null;
  /** Path of the ZIP of that version; null when unknown. */
  readonly zip: string | null;
  /** Verifies the same row again, after it was changed. */
  readonly recheck: () => Promise<readonly Finding[]>;
}

/** @param recheck - see {@link BlobEvidence} */
export async function gatherEvidence(
  row: BlobRow,
  name: string,
  recheck: BlobEvidence['recheck'],
  deps: VerifyDeps,
): Promise<BlobEvidence> {
  const { rows, files } = deps;
  const version = row.gvuuid === null ? null : rows.version(row.gvuuid);
  const json = parseJsonObject(row.pbjsondata ?? '');
  const about = async (folder: 'pat_meta' | 'rom_meta' | 'hacks', file: string | null): Promise<ArchiveFields> => {
    const words = readArchiveFields(await readJson(files, folder, file));
    return words.pat_sha224 === null || words.pat_sha224 === row.pat_sha224 || words.patchblob1_name === name
      ? words
      : readArchiveFields(null);
  };
  const words = [
    readArchiveFields(json),
    await about('pat_meta', row.pat_shake_128),
    await about('rom_meta', row.result_shake1),
    await about('hacks', version?.gameid ?? null),
  ];
  const meant = ({ file_hash_sha224: hash }: AttachmentRow): number => (hash === row.patchblob1_sha224 ? 0 : 1);
  return {
    row,
    name,
    ...(await readBlob(deps, name)),
    attachments: rows.attachmentsOf(name).toSorted((a, b) => meant(a) - meant(b)),
    json,
    words,
    gameid: version?.gameid ?? null,
    zip: version?.local_resource_filename ?? null,
    recheck,
  };
}

/** Reads the file of a blob. */
export async function readBlob(
  { files }: VerifyDeps,
  name: string,
): Promise<Pick<BlobEvidence, 'file' | 'fileProblem'>> {
  try {
    return { file: await files.read('blobs', name), fileProblem: null };
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    return { file: null, fileProblem: error.message };
  }
}

/** Whether there is such a file, readable or not; false for a name that no file can have. */
export const exists = async (name: string, { files }: VerifyDeps): Promise<boolean> =>
  (await files.sizeOf('blobs', name).catch(nullForItem)) !== null;

/** What is true of a blob: found out from bytes, proven by hashes. */
export interface BlobTruth {
  readonly patch: Buffer;
  readonly digests: Digests;
  /** Null when it is lost. */
  readonly key: Buffer | null;
  /** The salt that the key derives from; null when it is unknown or not yet looked for. */
  readonly salt: Buffer | null;
  /** The blob file as it must be; null when no copy is sound and it has to be resealed. */
  readonly sealed: Buffer | null;
}

/**
 * Finds the patch that a row refers to, and its blob if any copy of it is sound. Rows, files and attachments are all only
 * witnesses: what a blob opens to is proven by its token's signature, and that it is the right patch by any one of its
 * hashes.
 *
 * @returns null when no copy of the patch is left
 */
export async function findTruth(evidence: BlobEvidence, deps: VerifyDeps): Promise<BlobTruth | null> {
  const { row, attachments, words } = evidence;
  const keys = readKeys([
    row.patchblob1_key,
    ...attachments.map(({ filekey }) => filekey),
    ...words.map(({ patchblob1_key }) => patchblob1_key),
  ]);
  const opened = (await openCopies(evidence, keys)) ?? (await openCopies(evidence, await derivedKeys(evidence)));
  if (opened !== null) return { ...opened, digests: digests(opened.patch), salt: null };

  const patch = await recoverPatch(identityOf(evidence), [evidence.zip], deps);
  if (patch === null) return null;
  const found = digests(patch);
  return { patch, digests: found, sealed: null, ...(await keyToKeep(evidence, keys, found)) };
}

/** What the row says of its patch; if it says nothing, what others say. */
function identityOf({ row, attachments, words }: BlobEvidence): PatchIdentity {
  if (row.pat_sha224 !== null || row.pat_sha1 !== null || row.pat_shake_128 !== null) return row;
  const said = words.find(({ pat_sha224 }) => pat_sha224 !== null);
  return said ?? { pat_sha224: attachments[0]?.decoded_hash_sha224 ?? null, pat_sha1: null, pat_shake_128: null };
}

async function openCopies(
  evidence: BlobEvidence,
  keys: readonly Buffer[],
): Promise<(Pick<BlobTruth, 'patch' | 'sealed'> & { readonly key: Buffer }) | null> {
  const identity = identityOf(evidence);
  const anything = Object.values(identity).every((hash) => hash === null);
  const copies = copiesOf(evidence.file, evidence.attachments).toSorted(
    (a, b) => rank(evidence, a) - rank(evidence, b),
  );
  for (const copy of copies) {
    const opened = await openWith(copy, keys);
    if (opened === null || !(anything || isPatch(opened.content, identity))) continue;
    return { patch: opened.content, key: opened.key, sealed: rank(evidence, copy) < 2 ? copy : null };
  }
  return null;
}

/** 0: the very blob that the row refers to. 1: the row has another hash, but the name fits this copy. 2: another blob. */
function rank({ row, name }: BlobEvidence, copy: Buffer): number {
  const sha224 = sha224Hex(copy);
  if (sha224 === row.patchblob1_sha224) return 0;
  return SUFFIX.test(name) && !name.endsWith(`_${sha224.slice(0, 10)}`) ? 2 : 1;
}

/** The first digits of a blob's hash, with which its name ends. */
export const SUFFIX = /_[0-9a-f]{10}$/;

async function derivedKeys(evidence: BlobEvidence): Promise<readonly Buffer[]> {
  const { row, words, attachments, file } = evidence;
  if (copiesOf(file, attachments).length === 0) return [];
  const hashes = [row.pat_sha224, attachments[0]?.decoded_hash_sha224, ...words.map(({ pat_sha224 }) => pat_sha224)];
  const passwords = new Set(hashes.filter((hash) => typeof hash === 'string'));
  const keys: Buffer[] = [];
  for (const salt of saltsOf(evidence)) {
    for (const password of passwords) keys.push(await deriveKey(password, salt));
  }
  return keys;
}

/** What the row says of a word, or else the files about the patch. */
export const toldOf = ({ words }: BlobEvidence, word: ArchiveField): string | null =>
  words.map((each) => each[word]).find((text) => text !== null) ?? null;

/** Every salt that is named anywhere. */
export const saltsOf = ({ words }: BlobEvidence): readonly Buffer[] =>
  readSalts(words.map(({ romblob_salt: salt }) => salt));

/** The key under which a blob is resealed: the one that derives from its salt, or else a recorded one. */
async function keyToKeep(
  evidence: BlobEvidence,
  keys: readonly Buffer[],
  { sha224 }: Digests,
): Promise<Pick<BlobTruth, 'key' | 'salt'>> {
  const derived: { key: Buffer; salt: Buffer }[] = [];
  for (const salt of saltsOf(evidence)) derived.push({ salt, key: await deriveKey(sha224, salt) });
  const proven =
    derived.find(({ key }) => keys.some((one) => one.equals(key))) ?? (keys.length === 0 ? derived[0] : null);
  return proven ?? { key: keys[0] ?? null, salt: null };
}

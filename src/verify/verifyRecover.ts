import type { AttachmentRow, BlobRow } from '../archive/verifyRowShapes.js';
import { readKeys } from '../formats/archiveFields.js';
import { MAX_PATCH_BYTES, openBlob } from '../formats/blob.js';
import { digests, shake128Name } from '../formats/hashes.js';
import { applyPatch } from '../formats/patch.js';
import { openPatchFile } from '../formats/zip.js';
import { BlobError, PatchError } from '../model/errors.js';
import type { BaseRom } from '../model/rom.js';
import { type VerifyDeps, fileNameOf, nullForItem, readIfSound } from './verifyDeps.js';

/** Hashes of a patch, as far as they are known. */
export interface PatchIdentity {
  readonly pat_sha1: string | null;
  readonly pat_sha224: string | null;
  readonly pat_shake_128: string | null;
}

/** Whether the bytes are that patch: any one of its hashes is proof. */
export function isPatch(bytes: Buffer, { pat_sha1, pat_sha224, pat_shake_128 }: PatchIdentity): boolean {
  const { sha1, sha224, shake128 } = digests(bytes);
  return pat_sha1 === sha1 || pat_sha224 === sha224 || pat_shake_128 === shake128;
}

/**
 * Finds a patch wherever the archive may still have it: as a file, in a blob, in a ZIP.
 *
 * @param zips - paths of ZIPs in which it may be, besides those that rows name
 * @returns bytes that have at least one of the hashes; null when there are none
 */
export async function recoverPatch(
  wanted: PatchIdentity,
  zips: readonly (string | null)[],
  deps: VerifyDeps,
): Promise<Buffer | null> {
  const { rows, files, ledger } = deps;
  const shake = wanted.pat_shake_128;
  const file = await readIfSound(files, 'patch', shake);
  if (file !== null && isPatch(file, wanted)) return file;

  const name = shake === null ? null : (ledger.truth('pat_shake_128', shake)?.patchblob1_name ?? null);
  const named = name === null ? null : rows.blobNamed(name);
  const blobs = [
    ...(named === null ? [] : [named]),
    ...(wanted.pat_sha224 === null ? [] : rows.blobsOf(wanted.pat_sha224)),
  ];
  for (const blob of blobs) {
    const patch = await unsealed(blob, wanted, deps);
    if (patch !== null) return patch;
  }

  const working = shake === null ? [] : rows.workingOf('pat_shake_128', shake);
  const paths = [...zips, ...blobs.map((blob) => blob.zip_source), ...working.map((row) => row.zip_path)];
  for (const path of new Set(paths.filter((one) => one !== null))) {
    const patch = await inZip(path, wanted, deps);
    if (patch !== null) return patch;
  }
  return null;
}

async function unsealed(row: BlobRow, wanted: PatchIdentity, deps: VerifyDeps): Promise<Buffer | null> {
  const { patchblob1_name: name } = row;
  if (name === null) return null;
  const attachments = deps.rows.attachmentsOf(name);
  const keys = readKeys([row.patchblob1_key, ...attachments.map(({ filekey }) => filekey)]);
  for (const copy of copiesOf(await readIfSound(deps.files, 'blobs', name), attachments)) {
    const opened = await openWith(copy, keys);
    if (opened !== null && isPatch(opened.content, wanted)) return opened.content;
  }
  return null;
}

/** Opens a blob, and returns its content (a patch, unless more bytes are allowed) and the key that opened it; null when none does. */
export async function openWith(
  file: Buffer,
  keys: readonly Buffer[],
  maxBytes = MAX_PATCH_BYTES,
): Promise<{ readonly content: Buffer; readonly key: Buffer } | null> {
  for (const key of keys) {
    try {
      return { content: await openBlob(file, [key], maxBytes), key };
    } catch (error) {
      if (!(error instanceof BlobError)) throw error;
    }
  }
  return null;
}

async function inZip(path: string, wanted: PatchIdentity, { files }: VerifyDeps): Promise<Buffer | null> {
  const bytes = await readIfSound(files, 'zips', fileNameOf(path));
  if (bytes === null) return null;
  try {
    const zip = await openPatchFile(bytes, fileNameOf(path));
    for (const candidate of zip.candidates) {
      const patch = await zip.read(candidate).catch(nullForItem);
      if (patch !== null && isPatch(patch, wanted)) return patch;
    }
    return null;
  } catch (error) {
    return nullForItem(error);
  }
}

/** The ROM that a patch makes; null when it makes none, or there is no base ROM. */
export function applied(patch: Buffer, base: BaseRom | null): Buffer | null {
  try {
    return base && applyPatch(patch, base.bytes);
  } catch (error) {
    if (error instanceof PatchError) return null;
    throw error;
  }
}

/** Makes a ROM again, given its hash; null when its patch is unknown or lost, or there is no base ROM. */
export async function recoverRom(shake: string, deps: VerifyDeps): Promise<Buffer | null> {
  if (deps.base === null) return null;
  const truth = deps.ledger.truth('result_shake1', shake);
  const identities: PatchIdentity[] = [
    ...(truth === null ? [] : [truth]),
    ...deps.rows.workingOf('result_shake1', shake).map((row) => ({ ...row, pat_sha1: null })),
  ];
  for (const identity of identities) {
    const patch = await recoverPatch(identity, [], deps);
    const rom = patch && applied(patch, deps.base);
    if (rom && shake128Name(rom) === shake) return rom;
  }
  return null;
}

/** The different copies of a blob in its file and its attachments. */
export function copiesOf(file: Buffer | null, attachments: readonly AttachmentRow[]): readonly Buffer[] {
  const copies = [file, ...attachments.map(({ file_data }) => file_data)].filter((copy) => copy !== null);
  return copies.filter((copy, index) => copies.findIndex((other) => other.equals(copy)) === index);
}

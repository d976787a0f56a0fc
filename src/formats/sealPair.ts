import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { BlobNames } from '../model/blob.js';
import type { Compression } from '../model/compression.js';
import { type AttachmentHashes, attachmentHashes } from './attachment.js';
import { type SealStamp, sealPatch, sealRom } from './blob.js';
import { SALT_SIZE, encodePatchKey, encodeSalt } from './blobKey.js';
import { sha224Hex } from './hashes.js';
import { unsealPatch } from './unsealPatch.js';

/** The random source and the clock; fixed ones make reproducible blobs. */
export interface SealSources {
  readonly randomBytes: (size: number) => Buffer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is sealed together: a patch, the ROM it makes of the base ROM, and the hack they belong to. */
export interface Unsealed {
  /** Digits only: it becomes part of the blobs' names. */
  readonly gameId: string;
  readonly patch: Buffer;
  /** sha224 of `patch`, lower-case hex. */
  readonly patSha224: string;
  readonly rom: Buffer;
  readonly baseRom: Buffer;
  readonly compression: Compression;
}

/** Two blobs, and the names, key and salt under which rows and JSON files record them. */
export interface SealedPair {
  readonly names: BlobNames;
  readonly patchBlob: Buffer;
  readonly romBlob: Buffer;
  /** What the archive records about the patch's blob and the patch in it. */
  readonly hashes: AttachmentHashes;
}

const IV_SIZE = 16;

/**
 * Seals a patch and its ROM, then opens the patch's blob again before anyone relies on it.
 *
 * @throws BlobError when opening does not return what was sealed
 */
export async function sealPair(
  { gameId, patch, patSha224, rom, baseRom, compression }: Unsealed,
  sources: SealSources,
): Promise<SealedPair> {
  const salt = sources.randomBytes(SALT_SIZE);
  const sealedPatch = await sealPatch(patch, patSha224, salt, sealStamp(compression, sources));
  const sealedRom = await sealRom(rom, baseRom, patSha224, salt, sealStamp(compression, sources));
  const { bytes, sha224 } = sealedPatch.blob;
  await unsealPatch(bytes, {
    patchblob1_key: encodePatchKey(sealedPatch.key),
    patchblob1_sha224: sha224,
    pat_sha224: patSha224,
  });
  // Yields here: the patch has just been hashed, and both blobs are next.
  await yieldToEventLoop();
  const blobs = { patchBlob: bytes, romBlob: sealedRom.blob.bytes };
  return namePair({ gameId, patch }, { ...blobs, salt, patchKey: sealedPatch.key });
}

/** The inputs for sealing one blob: a new IV, and the time. */
export const sealStamp = (compression: Compression, { randomBytes, now }: SealSources): SealStamp => ({
  compression,
  iv: randomBytes(IV_SIZE),
  time: Math.floor(now() / 1000),
});

/** Two blobs with the salt of both and the key of the first. */
export interface KeyedBlobs extends Pick<SealedPair, 'patchBlob' | 'romBlob'> {
  readonly salt: Buffer;
  readonly patchKey: Buffer;
}

/** Names a sealed pair, and hashes it. */
export function namePair(
  { gameId, patch }: Pick<Unsealed, 'gameId' | 'patch'>,
  { patchBlob, romBlob, salt, patchKey }: KeyedBlobs,
): SealedPair {
  const hashes = attachmentHashes(patchBlob, patch);
  const { file_hash_sha224: sha224 } = hashes;
  return {
    names: {
      patchblob1_name: `pblob_${gameId}_${sha224.slice(0, 10)}`,
      patchblob1_key: encodePatchKey(patchKey),
      patchblob1_sha224: sha224,
      romblob_name: `rblob_${gameId}_${sha224Hex(romBlob).slice(0, 10)}`,
      romblob_salt: encodeSalt(salt),
    },
    patchBlob,
    romBlob,
    hashes,
  };
}

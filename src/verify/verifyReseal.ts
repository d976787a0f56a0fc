import type { Reseal } from '../archive/reseals.js';
import type { AttachedBlob } from '../archive/writeAttachment.js';
import { patchHashes, readArchiveFields } from '../formats/archiveFields.js';
import { attachmentHashes } from '../formats/attachment.js';
import { sealRom, sealUnder } from '../formats/blob.js';
import { encodePatchKey, encodeSalt } from '../formats/blobKey.js';
import { sha224Hex } from '../formats/hashes.js';
import { sealPair, sealStamp } from '../formats/sealPair.js';
import type { BaseRom } from '../model/rom.js';
import type { Repair } from '../model/verify.js';
import { finishReseal } from './settleReseals.js';
import type { VerifyDeps } from './verifyDeps.js';
import { type BlobEvidence, type BlobTruth, SUFFIX, toldOf } from './verifyEvidence.js';
import { madeRom } from './verifyMade.js';
import { patchJson } from './verifyPatchRow.js';

/** A blob to be resealed. */
export interface Unsound {
  readonly evidence: BlobEvidence;
  readonly truth: BlobTruth;
}

/** The same with the ROM that the patch makes, which is to be resealed as well, or alone. */
interface UnsoundRom extends Unsound {
  readonly rom: Buffer;
  readonly base: BaseRom;
}

type PatchWord = 'patchblob1_name' | 'patchblob1_key' | 'patchblob1_sha224';
/** What rows and files are to say from now on. */
type NewWords = Readonly<Partial<Record<PatchWord | 'romblob_salt' | 'romblob_name', string>>>;

/**
 * Reseals a patch of which no sound blob is left: under its old key, so that the key and the ROM's blob stay valid; under a
 * new key, and together with the ROM's blob, if the old key is lost.
 *
 * @returns null when that takes a base ROM and there is none, or a different one
 */
export function resealPatch({ evidence, truth }: Unsound, deps: VerifyDeps): Repair | null {
  const { key, salt, patch } = truth;
  if (key === null) {
    const rom = madeRom(evidence, truth, deps.base);
    return rom === null || deps.base === null ? null : resealPair({ evidence, truth, rom, base: deps.base }, deps);
  }
  const run = async (): Promise<void> => {
    const { blob } = await sealUnder(patch, key, sealStamp(deps.compression, deps.sources));
    const words = {
      patchblob1_name: renamed(evidence, evidence.name, blob.sha224),
      patchblob1_key: encodePatchKey(key),
      patchblob1_sha224: blob.sha224,
      ...(salt === null ? {} : { romblob_salt: encodeSalt(salt) }),
    };
    const replaces = { patchblob1_name: evidence.name };
    await replace({ evidence, truth }, { words, replaces, sealed: { ...words, bytes: blob.bytes } }, deps);
  };
  return {
    how: 'the patch was sealed again under its key, and the rows name the new blob',
    run,
    recheck: evidence.recheck,
  };
}

/** Reseals a patch and its ROM under a new salt, when the old one is lost. */
export function resealPair({ evidence, truth, rom, base }: UnsoundRom, deps: VerifyDeps): Repair {
  const run = async (): Promise<void> => {
    const { patch, digests } = truth;
    const gameId = evidence.gameid ?? '0';
    const pair = await sealPair(
      { gameId, patch, patSha224: digests.sha224, rom, baseRom: base.bytes, compression: deps.compression },
      deps.sources,
    );
    const romName = toldOf(evidence, 'romblob_name') ?? evidence.name.replace(/^p/, 'r');
    const { patchblob1_key, patchblob1_sha224, romblob_salt } = pair.names;
    const words = {
      patchblob1_key,
      patchblob1_sha224,
      romblob_salt,
      patchblob1_name: renamed(evidence, evidence.name, patchblob1_sha224),
      romblob_name: renamed(evidence, romName, sha224Hex(pair.romBlob)),
    };
    const replaces = { patchblob1_name: evidence.name, romblob_name: romName };
    const sealed = { ...words, bytes: pair.patchBlob };
    await replace({ evidence, truth }, { words, replaces, sealed, romBlob: pair.romBlob }, deps);
  };
  return {
    how: 'the patch and its ROM were sealed again with a new key, and the rows name the new blobs',
    run,
    recheck: evidence.recheck,
  };
}

/** Reseals a ROM with the salt of its patch. */
export function resealRom(
  { evidence, truth, rom, base }: UnsoundRom,
  { salt, name }: { readonly salt: Buffer; readonly name: string },
  deps: VerifyDeps,
): Repair {
  const run = async (): Promise<void> => {
    const stamp = sealStamp(deps.compression, deps.sources);
    const { blob } = await sealRom(rom, base.bytes, truth.digests.sha224, salt, stamp);
    const words = { romblob_name: renamed(evidence, name, blob.sha224), romblob_salt: encodeSalt(salt) };
    const replaces = { romblob_name: name };
    await replace({ evidence, truth }, { words, replaces, sealed: null, romBlob: blob.bytes }, deps);
  };
  return {
    how: 'the ROM was sealed again with its salt, and the rows name the new blob',
    run,
    recheck: evidence.recheck,
  };
}

/** A blob's name with the first digits of another hash. */
function renamed({ gameid }: BlobEvidence, name: string, sha224: string): string {
  const start = sha224.slice(0, 10);
  if (SUFFIX.test(name)) return name.replace(SUFFIX, `_${start}`);
  return gameid === null ? `${name}_${start}` : `${name.startsWith('r') ? 'r' : 'p'}blob_${gameid}_${start}`;
}

/** What replaces what. */
interface Replacement {
  readonly words: NewWords;
  readonly replaces: Reseal['replaces'];
  /** Null: the patch's blob stays. */
  readonly sealed: (Required<Pick<NewWords, PatchWord>> & { readonly bytes: Buffer }) | null;
  readonly romBlob?: Buffer;
}

/**
 * Announces the change first, and writes files before rows: wherever that is interrupted, {@link finishReseal} or its
 * opposite settles it later.
 */
async function replace(
  { evidence, truth }: Unsound,
  { words, replaces, sealed, romBlob }: Replacement,
  { files, repairs, rows }: VerifyDeps,
): Promise<void> {
  const { row, gameid } = evidence;
  const { pbuuid, gvuuid, cursor } = row;
  const intent: Reseal = {
    ...words,
    cursor,
    pbjsondata: retoldRow({ evidence, truth }, words),
    replaces,
    pat_sha224: truth.digests.sha224,
    told: tellable({ evidence, truth }, rows),
  };
  const id = await repairs.announceReseal(gameid, intent);
  if (sealed !== null) await files.write('blobs', sealed.patchblob1_name, sealed.bytes);
  if (romBlob !== undefined && words.romblob_name !== undefined)
    await files.write('blobs', words.romblob_name, romBlob);
  const attached = ({ bytes, ...names }: NonNullable<typeof sealed>): AttachedBlob => ({
    pbuuid: pbuuid ?? '',
    gvuuid,
    names,
    attachment: { ...attachmentHashes(bytes, truth.patch), bytes },
  });
  await repairs.recordReseal(id, intent, sealed && attached(sealed));
  await finishReseal(intent, rows, files);
  await repairs.forgetReseal(id);
}

function retoldRow({ evidence, truth }: Unsound, words: NewWords): string {
  const known = { ...readArchiveFields(evidence.row), ...patchHashes(truth.digests) };
  return JSON.stringify({ ...(evidence.json ?? patchJson(evidence, known)), ...words });
}

/** The JSON files that may name a blob. */
function tellable({ evidence, truth }: Unsound, rows: VerifyDeps['rows']): Reseal['told'] {
  const { json, row, name } = evidence;
  const owner = typeof json?.id === 'string' ? json.id : null;
  const games = new Set([owner, ...rows.versionsWith(name).map(({ gameid }) => gameid)]);
  const places = [
    ['pat_meta', truth.digests.shake128],
    ['rom_meta', row.result_shake1],
    ...[...games].map((gameid) => ['hacks', gameid] as const),
  ] as const;
  return places.flatMap(([folder, file]) => (file === null ? [] : [[folder, file]]));
}

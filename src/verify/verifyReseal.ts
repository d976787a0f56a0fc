import { jsonText, patchHashes, readWords } from '../formats/archiveWords.js';
import { attachmentHashes } from '../formats/attachment.js';
import { sealRom, sealUnder } from '../formats/blob.js';
import { encodePatchKey, encodeSalt } from '../formats/blobKey.js';
import { sha224Hex } from '../formats/hashes.js';
import { sealPair, sealStamp } from '../formats/sealPair.js';
import type { BaseRom } from '../model/rom.js';
import type { Mend } from '../model/verify.js';
import { type VerifyDeps, readJson } from './verifyDeps.js';
import { type BlobEvidence, type BlobTruth, SUFFIX, toldOf } from './verifyEvidence.js';
import { patchJson } from './verifyPatchRow.js';
import { applied } from './verifyRecover.js';

/** A blob that is to be sealed anew. */
export interface Unsound {
  readonly evidence: BlobEvidence;
  readonly truth: BlobTruth;
}

/** What rows and files shall say from now on. */
type NewWords = Readonly<
  Partial<Record<'patchblob1_name' | 'patchblob1_key' | 'patchblob1_sha224' | 'romblob_salt' | 'romblob_name', string>>
>;

/**
 * Seals a patch anew of which no sound blob is left: under its old key, so that the key and the ROM's blob stay good; with a
 * new key and the ROM's blob along with it where the old key is lost.
 *
 * @returns null when that takes a base ROM and there is none
 */
export function resealPatch({ evidence, truth }: Unsound, deps: VerifyDeps): Mend | null {
  const { key, salt, patch } = truth;
  if (key === null) {
    const rom = applied(patch, deps.base);
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
    await deps.files.write('blobs', words.patchblob1_name, blob.bytes);
    await replaceBlob({ evidence, truth }, words, blob.bytes, deps);
  };
  return {
    how: 'the patch was sealed again under its key, and the rows name the new blob',
    run,
    recheck: evidence.recheck,
  };
}

/** Seals a patch and its ROM anew under a new salt, where the old one is lost. */
export function resealPair(
  { evidence, truth, rom, base }: Unsound & { readonly rom: Buffer; readonly base: BaseRom },
  deps: VerifyDeps,
): Mend {
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
      ...{ patchblob1_key, patchblob1_sha224, romblob_salt },
      patchblob1_name: renamed(evidence, evidence.name, patchblob1_sha224),
      romblob_name: renamed(evidence, romName, sha224Hex(pair.romBlob)),
    };
    await deps.files.write('blobs', words.patchblob1_name, pair.patchBlob);
    await deps.files.write('blobs', words.romblob_name, pair.romBlob);
    await replaceBlob({ evidence, truth }, words, pair.patchBlob, deps);
    await deps.files.setAside('blobs', romName);
  };
  return {
    how: 'the patch and its ROM were sealed again with a new key, and the rows name the new blobs',
    run,
    recheck: evidence.recheck,
  };
}

/** Seals a ROM anew, with the salt of its patch. */
export function resealRom(
  {
    evidence,
    truth,
    rom,
    base,
    salt,
    name,
  }: Unsound & { readonly rom: Buffer; readonly base: BaseRom; readonly salt: Buffer; readonly name: string },
  deps: VerifyDeps,
): Mend {
  const run = async (): Promise<void> => {
    const { blob } = await sealRom(
      rom,
      base.bytes,
      truth.digests.sha224,
      salt,
      sealStamp(deps.compression, deps.sources),
    );
    const words = { romblob_name: renamed(evidence, name, blob.sha224), romblob_salt: encodeSalt(salt) };
    await deps.files.write('blobs', words.romblob_name, blob.bytes);
    await deps.repairs.setColumns('patchblobs', evidence.row.cursor, {
      pbjsondata: retoldRow({ evidence, truth }, words),
    });
    await deps.files.setAside('blobs', name);
    await retell({ evidence, truth }, words, evidence.name, deps);
  };
  return {
    how: 'the ROM was sealed again with its salt, and the rows name the new blob',
    run,
    recheck: evidence.recheck,
  };
}

/** A blob's name with the beginning of another hash. */
function renamed({ gameid }: BlobEvidence, name: string, sha224: string): string {
  const start = sha224.slice(0, 10);
  if (SUFFIX.test(name)) return name.replace(SUFFIX, `_${start}`);
  return gameid === null ? `${name}_${start}` : `${name.startsWith('r') ? 'r' : 'p'}blob_${gameid}_${start}`;
}

async function replaceBlob(
  { evidence, truth }: Unsound,
  words: NewWords & Required<Pick<NewWords, 'patchblob1_name' | 'patchblob1_key' | 'patchblob1_sha224'>>,
  bytes: Buffer,
  deps: VerifyDeps,
): Promise<void> {
  const { row, name } = evidence;
  const { patchblob1_name, patchblob1_key, patchblob1_sha224 } = words;
  await deps.repairs.replaceBlob(
    { cursor: row.cursor, name, columns: { pbjsondata: retoldRow({ evidence, truth }, words) } },
    {
      pbuuid: row.pbuuid ?? '',
      gvuuid: row.gvuuid,
      names: { patchblob1_name, patchblob1_key, patchblob1_sha224 },
      attachment: { ...attachmentHashes(bytes, truth.patch), bytes },
    },
  );
  await deps.files.setAside('blobs', name);
  await retell({ evidence, truth }, words, patchblob1_name, deps);
}

function retoldRow({ evidence, truth }: Unsound, words: NewWords): string {
  const known = { ...readWords(evidence.row), ...patchHashes(truth.digests) };
  return JSON.stringify({ ...(evidence.json ?? patchJson(evidence, known)), ...words });
}

/** Tells the JSON files that speak of a blob its new words. */
async function retell({ evidence, truth }: Unsound, words: NewWords, name: string, deps: VerifyDeps): Promise<void> {
  const { rows, files } = deps;
  const { shake128, sha224 } = truth.digests;
  const owner = typeof evidence.json?.id === 'string' ? evidence.json.id : null;
  const games = [owner, ...rows.versionsWith(name).map(({ gameid }) => gameid)];
  const places = [
    ['pat_meta', shake128],
    ['rom_meta', evidence.row.result_shake1],
    ...[...new Set(games)].map((gameid) => ['hacks', gameid] as const),
  ] as const;
  for (const [folder, file] of places) {
    const json = await readJson(files, folder, file);
    if (json === null || file === null || readWords(json).pat_sha224 !== sha224) continue;
    await files.write(folder, file, jsonText({ ...json, ...words }));
  }
}

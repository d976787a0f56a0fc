import type { BlobRow } from '../archive/verifyRowShapes.js';
import { type ArchiveFields, patchHashes } from '../formats/archiveFields.js';
import { encodePatchKey } from '../formats/blobKey.js';
import { sha224Hex } from '../formats/hashes.js';
import type { Finding, Place } from '../model/verify.js';
import { verifyAttachment } from './verifyAttachment.js';
import { type VerifyDeps, damage, notice, romFileOf } from './verifyDeps.js';
import { type BlobEvidence, type BlobTruth, exists, findTruth, gatherEvidence } from './verifyEvidence.js';
import { verifyMeta } from './verifyMeta.js';
import { verifyName } from './verifyName.js';
import { patchJson, verifyPatchRow } from './verifyPatchRow.js';
import { recoverRom } from './verifyRecover.js';
import { resealPatch } from './verifyReseal.js';
import { type RomVerdict, verifyRomBlob } from './verifyRomBlob.js';
import { verifyWritten } from './verifyWritten.js';

/**
 * Verifies a row of `patchblobs` with everything that belongs to it: the blob file, its copy and hashes in `attachments`,
 * the patch in it, the blob of the ROM, the rows and JSON files about the patch. What is found to be true goes into the
 * ledger, for checking whatever leads to this row.
 */
export async function verifyBlob(row: BlobRow, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { patchblob1_name: name } = row;
  const recheck = async (): Promise<readonly Finding[]> => {
    const again = deps.rows.blobAt(row.cursor);
    return again === null ? [] : verifyBlob(again, deps);
  };
  if (name !== null) deps.ledger.know(`blobs/${name}`);
  const misnamed = await verifyName(row, recheck, deps);
  if (misnamed !== null) return [misnamed];
  if (name === null) {
    const place: Place = { kind: 'chain', what: row.patch_name ?? 'a patch', where: 'patchblobs.patchblob1_name' };
    return [notice(place, 'It does not say which blob holds the patch.')];
  }
  const evidence = await gatherEvidence(row, name, recheck, deps);
  const truth = await findTruth(evidence, deps);
  if (truth === null) {
    knowFiles(evidence, row, deps);
    return [lost(evidence)];
  }
  const rom = await verifyRomBlob(evidence, truth, deps);
  const words = wordsOf(evidence, truth, rom);
  deps.ledger.learn(words);
  knowFiles(evidence, words, deps);

  const checked = { ...words, ...rom.words, patchblob1_sha224: truth.sealed && words.patchblob1_sha224 };
  return [
    ...(await sealedFindings(evidence, truth, deps)),
    ...(await verifyPatchRow(evidence, truth.patch, checked, deps)),
    ...rom.findings,
    ...(await metaFindings(evidence, words, deps)),
    ...(await fileFindings(evidence, truth, words, deps)),
  ];
}

/** What is true of the patch; where only the row tells of the ROM, the row is trusted. */
function wordsOf({ row, name }: BlobEvidence, { digests, key, sealed }: BlobTruth, rom: RomVerdict): ArchiveFields {
  return {
    patch: `patch/${digests.shake128}`,
    ...patchHashes(digests),
    rom: null,
    ...rom.words,
    result_sha1: rom.words.result_sha1 ?? row.result_sha1,
    result_sha224: rom.words.result_sha224 ?? row.result_sha224,
    result_shake1: rom.words.result_shake1 ?? row.result_shake1,
    patchblob1_name: name,
    patchblob1_key: key === null ? null : encodePatchKey(key),
    patchblob1_sha224: sealed === null ? row.patchblob1_sha224 : sha224Hex(sealed),
  };
}

function knowFiles(
  { gameid }: BlobEvidence,
  { pat_shake_128: patch, result_shake1: rom }: Pick<ArchiveFields, 'pat_shake_128' | 'result_shake1'>,
  { ledger }: VerifyDeps,
): void {
  if (patch !== null) for (const folder of ['patch', 'pat_meta']) ledger.know(`${folder}/${patch}`);
  if (rom !== null) ledger.know(`rom_meta/${rom}`);
  const romFile = romFileOf(gameid, rom);
  if (romFile !== null) ledger.know(`rom/${romFile}`);
}

const blobPlace = ({ name }: BlobEvidence): Place => ({ kind: 'blob', what: name, where: `blobs/${name}` });

function lost(evidence: BlobEvidence): Finding {
  return damage(
    blobPlace(evidence),
    `${stateOf(evidence)} No key opens any copy of it, and no copy of its patch is left.`,
  );
}

function stateOf({ file, fileProblem, row }: BlobEvidence): string {
  if (fileProblem !== null) return fileProblem;
  if (file === null) return 'The blob file is missing.';
  if (row.patchblob1_sha224 === sha224Hex(file)) return 'The blob file matches its row.';
  return `The blob file has sha224 ${sha224Hex(file)}, not ${row.patchblob1_sha224 ?? 'a known one'}.`;
}

/** Checks the blob file and its copy; where neither is sound, the repair reseals the patch. */
async function sealedFindings(evidence: BlobEvidence, truth: BlobTruth, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { name, file, fileProblem } = evidence;
  const { sealed, key, patch } = truth;
  if (sealed === null || key === null) {
    const reason = `${stateOf(evidence)} No copy of it is intact.`;
    // A file that is there but cannot be read may be whole.
    const unread = fileProblem !== null && (await exists(name, deps));
    return [damage(blobPlace(evidence), reason, unread ? null : resealPatch({ evidence, truth }, deps))];
  }
  const attached = verifyAttachment(evidence, { sealed, key, patch }, deps);
  if (file?.equals(sealed) === true) return attached;
  const run = (): Promise<void> => deps.files.replace('blobs', name, sealed);
  const mend = fileProblem === null ? { how: 'restored from attachments', run } : null;
  return [damage(blobPlace(evidence), stateOf(evidence), mend), ...attached];
}

/** The JSON files about a patch, and what they are named after. */
const META_NAMES = [
  ['pat_meta', 'pat_shake_128'],
  ['rom_meta', 'result_shake1'],
] as const;

async function metaFindings(
  evidence: BlobEvidence,
  truth: ArchiveFields,
  deps: VerifyDeps,
): Promise<readonly Finding[]> {
  const { name: what } = evidence;
  const expected = wroteFiles(evidence, deps) || deps.ledger.claims(`patch/${truth.pat_shake_128 ?? ''}`);
  const romFile = romFileOf(evidence.gameid, truth.result_shake1);
  const made = () => ({
    ...patchJson(evidence, truth),
    ...(romFile === null ? {} : { rom: `rom/${romFile}` }),
  });
  const findings: Finding[] = [];
  for (const [folder, column] of META_NAMES) {
    const name = truth[column];
    if (name === null) continue;
    const speaksOfOther = ({ patchblob1_name: other }: ArchiveFields): boolean =>
      other !== null && other !== what && deps.rows.hasBlob(other, column, name);
    findings.push(...(await verifyMeta({ folder, name, what, truth, expected, made, speaksOfOther }, deps)));
  }
  return findings;
}

/**
 * Whether `romflow update` took the patch out of a ZIP, and so wrote its files before this row. Its rows in
 * `patch_files_working` do not last: a newer version replaces them.
 */
const wroteFiles = ({ row, gameid }: BlobEvidence, { rows }: VerifyDeps): boolean =>
  row.zip_source !== null && gameid !== null && rows.hasQueued(gameid);

/** A patch or ROM that nobody claims to have written may be missing. */
async function fileFindings(
  evidence: BlobEvidence,
  { patch: bytes }: BlobTruth,
  { pat_shake_128: patch, result_shake1: rom }: ArchiveFields,
  deps: VerifyDeps,
): Promise<readonly Finding[]> {
  const { files, ledger } = deps;
  const { name: what } = evidence;
  const places = [
    { kind: 'patch', name: patch, recover: () => Promise.resolve(bytes) },
    { kind: 'rom', name: romFileOf(evidence.gameid, rom), recover: () => recoverRom(rom ?? '', deps) },
  ] as const;
  const findings: Finding[] = [];
  for (const { kind, name, recover } of places) {
    const where = `${kind}/${name ?? ''}`;
    if (name === null || ledger.claims(where) || (await files.sizeOf(kind, name)) !== null) continue;
    if (wroteFiles(evidence, deps)) findings.push(...(await verifyWritten({ kind, name, what, recover }, deps)));
    else findings.push(notice({ kind, what, where }, 'There is no such file.'));
  }
  return findings;
}

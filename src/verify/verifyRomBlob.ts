import type { ArchiveFields } from '../formats/archiveFields.js';
import { deriveKey, encodeSalt, romPassword } from '../formats/blobKey.js';
import { digests, sha224Hex } from '../formats/hashes.js';
import { applyPatch } from '../formats/patch.js';
import { MAX_RESULT_BYTES } from '../formats/resultSize.js';
import { PatchError } from '../model/errors.js';
import type { Digests } from '../model/patch.js';
import type { BaseRom } from '../model/rom.js';
import type { Finding, Place } from '../model/verify.js';
import { type VerifyDeps, damage, notice } from './verifyDeps.js';
import { type BlobEvidence, type BlobTruth, SUFFIX, exists, readBlob, saltsOf } from './verifyEvidence.js';
import { agreeing, madeRom } from './verifyMade.js';
import { openWith } from './verifyRecover.js';
import { resealPair, resealRom } from './verifyReseal.js';

type RomWord = 'result_sha1' | 'result_sha224' | 'result_shake1' | 'romblob_salt' | 'romblob_name';

/** What is true of the ROM that a patch makes, and what is wrong with its blob. */
export interface RomVerdict {
  /** The results are null where the row's own cannot be checked. */
  readonly words: Pick<ArchiveFields, RomWord>;
  readonly findings: readonly Finding[];
}

/** The hashes of the ROM in a blob, and the salt that opened it; an old blob is under its patch's key and needs none. */
interface OpenedRom {
  readonly results: Digests;
  readonly salt: Buffer | null;
}

/**
 * Opens the blob of the ROM that a patch makes and checks it against the row; with `deep`, also applies the patch again and
 * checks the result. Where they disagree, the patch decides.
 */
export async function verifyRomBlob(evidence: BlobEvidence, truth: BlobTruth, deps: VerifyDeps): Promise<RomVerdict> {
  const { base, deep } = deps;
  const found = await findRomBlob(evidence, deps);
  const { name, file } = found;
  if (name !== null) deps.ledger.know(`blobs/${name}`);

  const opened = file && (await openRom(file, evidence, truth, base));
  const disputed = opened !== null && !agreeing(evidence, opened.results).every((same) => same);
  const opensWithBase = opened !== null && opened.salt !== null;
  const made = deep || disputed ? madeRom(evidence, truth, base, opensWithBase) : null;
  const result = made === null ? undisputed(evidence, opened, disputed) : digests(made);
  const salt = opened?.salt ?? truth.salt ?? (await soundSalt(evidence, truth));
  const words = {
    result_sha1: result?.sha1 ?? null,
    result_sha224: result?.sha224 ?? null,
    result_shake1: result?.shake128 ?? null,
    romblob_salt: salt === null ? null : encodeSalt(salt),
    romblob_name: name,
  };
  const wrong = opened !== null && result !== null && opened.results.sha224 !== result.sha224;
  const findings = [
    ...(deep && base !== null && made === null ? [notApplying(evidence, truth, base)] : []),
    ...blobFindings({ evidence, truth, ...found, opened, wrong, salt }, deps),
  ];
  return { words, findings };
}

interface FoundRomBlob extends Pick<BlobEvidence, 'file' | 'fileProblem'> {
  readonly name: string | null;
}

/** The blob that the row names or, if it names none, the one that a file about the patch names. */
async function findRomBlob({ words }: BlobEvidence, deps: VerifyDeps): Promise<FoundRomBlob> {
  const names = new Set(words.map(({ romblob_name: name }) => name).filter((name) => name !== null));
  let fileProblem: string | null = null;
  for (const name of names) {
    const found = await readBlob(deps, name);
    if (found.file !== null) return { name, ...found };
    // It may be whole.
    if (await exists(name, deps)) fileProblem ??= found.fileProblem;
  }
  return { name: [...names][0] ?? null, file: null, fileProblem };
}

async function openRom(
  file: Buffer,
  evidence: BlobEvidence,
  { key, digests: { sha224 } }: BlobTruth,
  base: BaseRom | null,
): Promise<OpenedRom | null> {
  const opened = await openWith(file, key === null ? [] : [key], MAX_RESULT_BYTES);
  if (opened !== null) return { results: digests(opened.content), salt: null };
  if (base === null) return null;
  for (const salt of saltsOf(evidence)) {
    const own = await deriveKey(romPassword(base.bytes, sha224), salt);
    const rom = await openWith(file, [own], MAX_RESULT_BYTES);
    if (rom !== null) return { results: digests(rom.content), salt };
  }
  return null;
}

/** Without a base ROM to apply the patch to, one hash of the row is enough proof that a blob holds its ROM. */
function undisputed(evidence: BlobEvidence, opened: OpenedRom | null, disputed: boolean): Digests | null {
  if (opened === null) return null;
  return !disputed || agreeing(evidence, opened.results).includes(true) ? opened.results : null;
}

async function soundSalt(evidence: BlobEvidence, { key, digests: { sha224 } }: BlobTruth): Promise<Buffer | null> {
  for (const salt of key === null ? [] : saltsOf(evidence)) {
    if (key?.equals(await deriveKey(sha224, salt)) === true) return salt;
  }
  return null;
}

function notApplying({ name }: BlobEvidence, { patch }: BlobTruth, base: BaseRom): Finding {
  const place: Place = { kind: 'patch', what: name, where: 'patchblobs.result_sha224' };
  try {
    applyPatch(patch, base.bytes);
    return damage(place, 'Applied to the base ROM, the patch gives a different ROM than the row says.');
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return damage(place, `The patch does not apply to the base ROM: ${error.message}`);
  }
}

interface RomBlob extends FoundRomBlob {
  readonly evidence: BlobEvidence;
  readonly truth: BlobTruth;
  readonly opened: OpenedRom | null;
  /** Whether it holds another ROM than the patch makes. */
  readonly wrong: boolean;
  readonly salt: Buffer | null;
}

function blobFindings(blob: RomBlob, deps: VerifyDeps): readonly Finding[] {
  const { evidence, name, file, fileProblem, opened, wrong, salt } = blob;
  const place: Place = { kind: 'rom-blob', what: evidence.name, where: name === null ? 'blobs' : `blobs/${name}` };
  if (name === null) return [notice(place, 'Nothing says which blob holds the ROM.')];
  const broken = (reason: string): Finding => damage(place, reason, mendOf(blob, name, deps));
  const inRow = evidence.words[0]?.romblob_name === name;

  if (file === null) {
    const reason = fileProblem ?? 'The blob of the ROM is missing.';
    if (!inRow) return [notice(place, reason)];
    return [fileProblem === null ? broken(reason) : damage(place, reason)];
  }
  if (wrong) return [broken('It holds a different ROM than the patch gives.')];
  const salts = saltsOf(evidence);
  if (opened !== null) return saltFindings(blob, deps);
  const named = !SUFFIX.test(name) || name.endsWith(`_${sha224Hex(file).slice(0, 10)}`);
  if (!named) return [broken('It is damaged: its name does not match the beginning of its hash.')];
  if (salts.length === 0) return [notice(place, 'It could not be opened: its salt is not recorded.')];
  if (deps.base !== null) return [broken('It does not open with the key derived from the base ROM and its salt.')];
  return salt === null ? saltFindings(blob, deps) : [];
}

/** A salt from which neither key derives is of no use to anybody. */
function saltFindings(blob: RomBlob, deps: VerifyDeps): readonly Finding[] {
  const { evidence, salt, name, truth } = blob;
  if (salt !== null || truth.key === null || saltsOf(evidence).length === 0 || name === null) return [];
  const place: Place = { kind: 'rom-blob', what: evidence.name, where: 'romblob_salt' };
  return [damage(place, 'It does not give the key of the blob.', mendOf(blob, name, deps))];
}

function mendOf({ evidence, truth, salt }: RomBlob, name: string, deps: VerifyDeps): Finding['mend'] {
  const { base } = deps;
  if (base === null) return null;
  const rom = madeRom(evidence, truth, base);
  if (rom === null) return null;
  return salt === null
    ? resealPair({ evidence, truth, rom, base }, deps)
    : resealRom({ evidence, truth, rom, base }, { salt, name }, deps);
}

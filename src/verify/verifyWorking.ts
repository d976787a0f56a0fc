import type { QueuedZip, WorkingRow } from '../archive/verifyRowShapes.js';
import { openPatchFile } from '../formats/zip.js';
import { ItemError } from '../model/errors.js';
import type { Finding } from '../model/verify.js';
import { type VerifyDeps, damage, fileNameOf, readIfSound, romFileOf } from './verifyDeps.js';
import { type PatchIdentity, isPatch, recoverPatch, recoverRom } from './verifyRecover.js';
import { type WrittenFile, verifyWritten } from './verifyWritten.js';
import { verifyZip } from './verifyZip.js';

/** Verifies the ZIP of a row of the fetch queue. */
export async function verifyQueued(row: QueuedZip, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { gameid, zip_path: path, zip_bytes: bytes, status } = row;
  if (path === null) return [];
  const expected = bytes !== null && status !== 'pending';
  // A ZIP that arrived broken has led to no patch and no version, whatever the queue says of it now.
  const wasRead = (): boolean =>
    status === 'completed' ||
    (gameid !== null &&
      [...deps.rows.zipsReadOf(gameid), ...deps.rows.versionsOf(gameid).map((row) => row.local_resource_filename)].some(
        (zip) => zip !== null && fileNameOf(zip) === fileNameOf(path),
      ));
  return verifyZip(
    { path, what: gameid ?? '?', expected, bytes: bytes === null ? null : Number(bytes), wasRead },
    deps,
  );
}

/**
 * Verifies a patch that `romflow update` took out of a ZIP: it is still in there, its file is where the row says, and so is
 * the ROM that it made.
 */
export async function verifyWorking(row: WorkingRow, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { gameid, pat_shake_128: patch, result_shake1: rom } = row;
  const what = gameid ?? '?';
  const findings = [...(await zipFindings(row, deps))];
  if (patch !== null && row.patch_file_path !== null) {
    const recover = () => recoverPatch({ ...row, pat_sha1: null }, [row.zip_path], deps);
    findings.push(...(await claimed({ kind: 'patch', name: patch, what, recover }, deps)));
  }
  const romFile = romFileOf(gameid, rom);
  if (rom !== null && romFile !== null && row.result_file_path !== null) {
    const recover = () => recoverRom(rom, deps);
    findings.push(...(await claimed({ kind: 'rom', name: romFile, what, recover }, deps)));
  }
  return findings;
}

/** Verifies a file that a row claims, only once if two rows do. */
function claimed(file: WrittenFile, deps: VerifyDeps): Promise<readonly Finding[]> {
  const where = `${file.kind}/${file.name}`;
  deps.ledger.claim(where);
  deps.ledger.know(where);
  return verifyWritten(file, deps);
}

/** What could be read from the ZIP when it arrived must still read the same. */
async function zipFindings(row: WorkingRow, { files, ledger }: VerifyDeps): Promise<readonly Finding[]> {
  const { zip_path: path, patch_filename: entry, pat_sha224, pat_shake_128 } = row;
  if (path === null || entry === null || pat_sha224 === null) return [];
  const name = fileNameOf(path);
  ledger.know(`zips/${name}`);
  const bytes = await readIfSound(files, 'zips', name);
  if (bytes === null) return [];
  const reason = await entryProblem(bytes, entry, { pat_sha1: null, pat_sha224, pat_shake_128 });
  return reason === null ? [] : [damage({ kind: 'zip', what: row.gameid ?? '?', where: `zips/${name}` }, reason)];
}

async function entryProblem(bytes: Buffer, entry: string, identity: PatchIdentity): Promise<string | null> {
  try {
    const zip = await openPatchFile(bytes, entry);
    const named = zip.candidates.filter(({ path }) => path === entry);
    // Tools disagree on how to decode a name that is not ASCII.
    for (const candidate of named.length > 0 ? named : zip.candidates) {
      if (isPatch(await zip.read(candidate), identity)) return null;
    }
    return `${JSON.stringify(entry)} in it is no longer what it was.`;
  } catch (error) {
    // That the ZIP as a whole is broken is reported once, by its row in the queue.
    if (error instanceof ItemError) return error.message.includes(entry) ? error.message : null;
    throw error;
  }
}

import type { Row } from '../archive/connection.js';
import type { BlobRow } from '../archive/verifyRowShapes.js';
import {
  type ArchiveFields,
  contradictions,
  knownArchiveFields,
  missingFields,
  parseJsonObject,
  readArchiveFields,
} from '../formats/archiveFields.js';
import { patchKind } from '../formats/patch.js';
import type { JsonObject } from '../model/game.js';
import type { Finding, Place } from '../model/verify.js';
import { verifyColumns } from './verifyColumns.js';
import { type VerifyDeps, damage, notice } from './verifyDeps.js';
import type { BlobEvidence } from './verifyEvidence.js';
import { recordInHack } from './verifyHack.js';

/** Checks the row of a patch, and the rows that belong to it, against what is true of the patch. */
export async function verifyPatchRow(
  evidence: BlobEvidence,
  patch: Buffer,
  truth: ArchiveFields,
  deps: VerifyDeps,
): Promise<readonly Finding[]> {
  const { patch_type: said } = evidence.row;
  const found = patchKind(patch);
  // Old rows lack it, some tools write it in upper case, and for a patch of another kind only the row knows it.
  const kind = said === null || said.toLowerCase() === found ? said : (found ?? said);
  return [
    ...columnFindings(evidence, kind, truth, deps),
    ...jsonFindings(evidence, truth, deps),
    ...sideFindings(evidence, kind, deps),
    ...patchNameFindings(evidence, truth, deps),
    ...(await ownerFindings(evidence, truth, deps)),
  ];
}

const setter =
  ({ row }: BlobEvidence, { repairs }: VerifyDeps) =>
  (columns: Row): Promise<void> =>
    repairs.setColumns('patchblobs', row.cursor, columns);

function columnFindings(
  evidence: BlobEvidence,
  kind: string | null,
  truth: ArchiveFields,
  deps: VerifyDeps,
): readonly Finding[] {
  const { row, name } = evidence;
  const set = setter(evidence, deps);
  const { patchblob1_key: key, patchblob1_sha224, pat_sha1, pat_sha224, pat_shake_128, patch } = truth;
  const { result_sha1, result_sha224, result_shake1 } = truth;
  const findings = verifyColumns({
    table: 'patchblobs',
    what: name,
    said: { ...row },
    truth: {
      pat_sha1,
      pat_sha224,
      pat_shake_128,
      patch_name: patch,
      patchblob1_sha224,
      result_sha1,
      result_sha224,
      result_shake1,
      patch_type: kind,
    },
    set,
  });
  if (key === null) return findings;
  const place: Place = { kind: 'row', what: name, where: 'patchblobs.patchblob1_key' };
  const mend = { how: 'set to the key that opens the blob', run: () => set({ patchblob1_key: key }) };
  if (row.patchblob1_key === null) return [...findings, damage(place, 'The key of the blob is lost.', mend)];
  const said = readArchiveFields({ patchblob1_key: row.patchblob1_key });
  const wrong = contradictions(said, truth).includes('patchblob1_key');
  return wrong ? [...findings, damage(place, 'It is not the key of the blob.', mend)] : findings;
}

function jsonFindings(evidence: BlobEvidence, truth: ArchiveFields, deps: VerifyDeps): readonly Finding[] {
  const { row, name, json } = evidence;
  const place: Place = { kind: 'json', what: name, where: 'patchblobs.pbjsondata' };
  const set = setter(evidence, deps);
  const write = (content: JsonObject) => () => set({ pbjsondata: JSON.stringify(content) });
  const expected = deps.ledger.claims(truth.patch ?? '');
  const made = { how: 'recreated from the row', run: write(patchJson(evidence, truth)) };
  if (row.pbjsondata === null) return expected ? [notice(place, 'It is empty.', made)] : [];
  if (json === null) return [damage(place, 'It is not a JSON object.', made)];
  const wrong = contradictions(readArchiveFields(json), truth);
  const lacking = expected ? missingFields(readArchiveFields(json), truth) : [];
  if (wrong.length + lacking.length === 0) return [];
  const right = Object.fromEntries([...wrong, ...lacking].map((word) => [word, truth[word]]));
  const mend = { how: 'set to match the bytes', run: write({ ...json, ...right }) };
  return wrong.length > 0
    ? [damage(place, `It disagrees with the blob about ${wrong.join(', ')}.`, mend)]
    : [notice(place, `It lacks ${lacking.join(', ')}.`, mend)];
}

/** What `pbjsondata` and `pat_meta` hold about a patch. */
export function patchJson(
  { row, gameid }: { readonly row: Pick<BlobRow, 'patch_filename'>; readonly gameid: string | null },
  truth: ArchiveFields,
): JsonObject {
  return {
    ...(gameid === null ? {} : { id: gameid }),
    ...(row.patch_filename === null ? {} : { patch_filename: row.patch_filename }),
    ...knownArchiveFields(truth),
  };
}

function sideFindings(
  { row, name }: BlobEvidence,
  patch_type: string | null,
  { rows, repairs }: VerifyDeps,
): readonly Finding[] {
  const { cursor, pbuuid, patch_filename, is_primary, zip_source } = row;
  if (pbuuid === null) return [];
  const side = rows.sideOf(pbuuid);
  const told = patch_filename !== null || patch_type !== null || zip_source !== null;
  if (side === undefined || !told) return [];
  const place: Place = { kind: 'row', what: name, where: 'patchblobs_extended' };
  const mine = { patch_filename, patch_type, is_primary, zip_source };
  const whole = {
    patch_filename: patch_filename ?? side?.patch_filename ?? null,
    patch_type: patch_type ?? side?.patch_type ?? null,
    is_primary: is_primary ?? side?.is_primary ?? null,
    zip_source: zip_source ?? side?.zip_source ?? null,
  };
  const run = async (): Promise<void> => {
    await repairs.setColumns('patchblobs', cursor, whole);
    await repairs.setSide(pbuuid, whole);
  };
  const mend = { how: 'recreated from patchblobs, which now also has what only this row had', run };
  if (side === null)
    return [notice(place, 'There is no row for the patch.', { ...mend, how: 'recreated from patchblobs' })];
  const other = Object.entries(mine).filter(([column, value]) => new Map(Object.entries(side)).get(column) !== value);
  if (other.length === 0) return [];
  return [damage(place, `It differs from patchblobs in ${other.map(([column]) => column).join(', ')}.`, mend)];
}

function patchNameFindings(
  { name, gameid }: BlobEvidence,
  { patch }: ArchiveFields,
  { rows, repairs }: VerifyDeps,
): readonly Finding[] {
  if (patch === null || rows.hasPatchName(patch)) return [];
  const mend = { how: 'added', run: () => repairs.addPatchName(gameid, patch) };
  return [damage({ kind: 'row', what: name, where: 'rhpatches' }, `There is no row ${patch}.`, mend)];
}

/** Checks the version that a patch came with: it may have been lost, or never been known. */
async function ownerFindings(
  { row, name }: BlobEvidence,
  truth: ArchiveFields,
  deps: VerifyDeps,
): Promise<readonly Finding[]> {
  const { rows, repairs } = deps;
  const { gvuuid } = row;
  const place: Place = { kind: 'chain', what: name, where: 'patchblobs.gvuuid' };
  if (gvuuid === null) {
    return [notice(place, 'It does not say which version of a game the patch came with.')];
  }
  if (rows.version(gvuuid) !== null) return [];
  const reason = `There is no version ${gvuuid} in gameversions.`;
  const id = parseJsonObject(row.pbjsondata ?? '')?.id;
  const record = typeof id === 'string' ? await recordInHack(id, truth, deps) : null;
  if (record !== null && rows.versionsOf(record.id).every((version) => version.patchblob1_name !== name)) {
    const columns = { patchblob1_name: name, pat_sha224: truth.pat_sha224 };
    return [
      damage(place, reason, {
        how: `the version was recreated from hacks/${record.id}`,
        run: () => repairs.addVersion(gvuuid, record, { ...columns, local_resource_filename: row.zip_source }),
      }),
    ];
  }
  const ofGame = typeof id === 'string' ? rows.versionsOf(id)[0] : undefined;
  const other = (rows.versionsWith(name)[0] ?? ofGame)?.gvuuid ?? null;
  if (other === null) return [damage(place, reason)];
  const run = async (): Promise<void> => {
    await repairs.setColumns('patchblobs', row.cursor, { gvuuid: other });
    const strayed = rows.attachmentsOf(name).filter((attachment) => attachment.gvuuid === gvuuid);
    for (const { cursor } of strayed) await repairs.setColumns('attachments', cursor, { gvuuid: other });
  };
  return [damage(place, reason, { how: 'set to a version of its game', run })];
}

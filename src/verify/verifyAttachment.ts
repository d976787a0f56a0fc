import type { AttachmentRow } from '../archive/verifyRowShapes.js';
import { parentsIn } from '../archive/writeAttachment.js';
import { contradictions, readArchiveFields } from '../formats/archiveFields.js';
import { type AttachmentHashes, attachmentHashes } from '../formats/attachment.js';
import { encodePatchKey } from '../formats/blobKey.js';
import type { Finding, Place } from '../model/verify.js';
import { verifyColumns } from './verifyColumns.js';
import { type VerifyDeps, damage, notice } from './verifyDeps.js';
import type { BlobEvidence } from './verifyEvidence.js';

/** A blob that is sound: its bytes, its key, and the patch inside. */
export interface SoundBlob {
  readonly sealed: Buffer;
  readonly key: Buffer;
  readonly patch: Buffer;
}

/** Checks the rows of `attachments` of a blob against its bytes: the copy in them, every hash, the key, who uses it. */
export function verifyAttachment(evidence: BlobEvidence, blob: SoundBlob, deps: VerifyDeps): readonly Finding[] {
  const { name, row, attachments } = evidence;
  const place = (where: string): Place => ({ kind: 'attachment', what: name, where });
  const hashes = attachmentHashes(blob.sealed, blob.patch);
  const { file_hash_sha224: sha224 } = hashes;
  const attachment = attachments.find(({ file_hash_sha224: hash }) => hash === sha224) ?? attachments[0];
  const others = attachments.filter((other) => other !== attachment);
  if (attachment === undefined) {
    const { pbuuid, gvuuid } = row;
    const names = { patchblob1_name: name, patchblob1_key: row.patchblob1_key ?? encodePatchKey(blob.key) };
    const added = { pbuuid: pbuuid ?? '', gvuuid, names, attachment: { ...hashes, bytes: blob.sealed } };
    const mend = { how: 'recreated from the blob', run: () => deps.repairs.addAttachment(added) };
    return [damage(place('attachments'), 'There is no row for the blob.', mend)];
  }
  return [
    ...dataFindings(attachment, blob, place('attachments.file_data'), deps),
    ...columnFindings(evidence, attachment, { ...blob, hashes }, deps),
    ...ownerFindings(evidence, attachment, deps),
    ...parentFindings(evidence, attachment, deps),
    ...others.map(() => notice(place('attachments'), 'There is another row with the same name.')),
  ];
}

function dataFindings(
  { cursor, file_data: data }: AttachmentRow,
  { sealed }: SoundBlob,
  place: Place,
  { repairs }: VerifyDeps,
): readonly Finding[] {
  if (data?.equals(sealed) === true) return [];
  const reason = data === null ? 'The copy of the blob is missing.' : 'The copy of the blob is damaged.';
  const run = (): Promise<void> => repairs.setColumns('attachments', cursor, { file_data: sealed });
  return [damage(place, reason, { how: 'copied from an intact blob', run })];
}

function columnFindings(
  { name, row }: BlobEvidence,
  attachment: AttachmentRow,
  { sealed, key, hashes }: SoundBlob & { readonly hashes: AttachmentHashes },
  { repairs }: VerifyDeps,
): readonly Finding[] {
  const keyText = encodePatchKey(key);
  return verifyColumns({
    table: 'attachments',
    what: name,
    said: { ...attachment, file_data: null },
    truth: {
      ...hashes,
      file_size: String(sealed.length),
      // A correct key keeps its spelling.
      filekey: [attachment.filekey, row.patchblob1_key].find((said) => isKey(said, keyText)) ?? keyText,
    },
    set: (columns) => repairs.setColumns('attachments', attachment.cursor, columns),
  });
}

/** Whether a key is the correct one, in any spelling. */
const isKey = (said: string | null, truth: string): boolean =>
  said !== null && contradictions(keyWord(said), keyWord(truth)).length === 0;

const keyWord = (key: string) => readArchiveFields({ patchblob1_key: key });

/** Checks the ids of the row and the version that the blob came with. */
function ownerFindings(
  { name, row }: BlobEvidence,
  { cursor, pbuuid, gvuuid }: AttachmentRow,
  { repairs, rows }: VerifyDeps,
): readonly Finding[] {
  const strayed = {
    pbuuid: pbuuid !== null && !rows.hasBlobId(pbuuid) ? row.pbuuid : null,
    gvuuid: gvuuid !== null && gvuuid !== row.gvuuid && rows.version(gvuuid) === null ? row.gvuuid : null,
  };
  return verifyColumns({
    table: 'attachments',
    what: name,
    said: { pbuuid, gvuuid },
    truth: strayed,
    set: (columns) => repairs.setColumns('attachments', cursor, columns),
  });
}

function parentFindings(
  { name, row }: BlobEvidence,
  { cursor, parents }: AttachmentRow,
  { repairs, rows }: VerifyDeps,
): readonly Finding[] {
  const { pbuuid } = row;
  if (pbuuid === null) return [];
  const place: Place = { kind: 'attachment', what: name, where: 'attachments.parents' };
  const known = parentsIn(parents);
  const strangers = known?.filter((parent) => !rows.hasBlobId(parent)) ?? [];
  const findings = strangers.map((parent) =>
    notice(place, `It names ${JSON.stringify(parent)}, but there is no such row.`),
  );
  if (known?.includes(pbuuid) === true && new Set(known).size === known.length) return findings;
  const whole = JSON.stringify([...new Set([...(known ?? []), pbuuid])]);
  const mend = {
    how: 'completed',
    run: () => repairs.setColumns('attachments', cursor, { parents: whole }),
  };
  if (parents === null) return [notice(place, 'It is empty.', mend)];
  const reason =
    known === null
      ? 'It is not a list of ids.'
      : known.includes(pbuuid)
        ? 'It names a row more than once.'
        : `It lacks ${pbuuid}, the row of the blob.`;
  return [damage(place, reason, mend), ...findings];
}

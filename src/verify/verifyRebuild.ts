import {
  type ArchiveFields,
  patchHashes,
  readArchiveFields,
  readKeys,
  resultHashes,
} from '../formats/archiveFields.js';
import { encodePatchKey } from '../formats/blobKey.js';
import { digests, sha224Hex } from '../formats/hashes.js';
import { patchKind } from '../formats/patch.js';
import type { ResultHashes } from '../formats/romAgreement.js';
import type { JsonObject } from '../model/game.js';
import type { Repair } from '../model/verify.js';
import { verifyBlob } from './verifyBlob.js';
import { type VerifyDeps, readIfSound, readJson } from './verifyDeps.js';
import { patchJson } from './verifyPatchRow.js';
import { applied, copiesOf, openWith } from './verifyRecover.js';

/** A blob whose row is lost, and what is known of its game. */
export interface LostRow {
  readonly name: string;
  readonly gvuuid: string | null;
  readonly gameid: string | null;
  /** Path of the game's ZIP. */
  readonly zip: string | null;
}

/**
 * Rebuilds a lost row of `patchblobs` from the blob itself, its attachment, and the JSON files about its hack and patch.
 *
 * @returns null when the blob does not open, or nothing tells what its patch makes of the base ROM
 */
export async function rebuildBlobRow(lost: LostRow, deps: VerifyDeps): Promise<Required<Repair> | null> {
  const { rows, files, repairs, uuid } = deps;
  const { name, gameid, gvuuid, zip } = lost;
  const attachments = rows.attachmentsOf(name);
  const hack = await readJson(files, 'hacks', gameid);
  const spoken = readArchiveFields(hack).patchblob1_name === name ? readArchiveFields(hack) : readArchiveFields(null);
  const copies = copiesOf(await readIfSound(files, 'blobs', name), attachments);
  const keys = readKeys([spoken.patchblob1_key, ...attachments.map(({ filekey }) => filekey)]);
  for (const sealed of copies) {
    const opened = await openWith(sealed, keys);
    if (opened === null) continue;
    const { content: patch, key } = opened;
    const pat = digests(patch);
    const meta = await readJson(files, 'pat_meta', pat.shake128);
    const told = readArchiveFields(meta).patchblob1_name === name ? readArchiveFields(meta) : spoken;
    const result = resultOf(patch, spoken.pat_sha224 === pat.sha224 ? spoken : told, deps);
    if (result === null) return null;
    const found = {
      ...patchHashes(pat),
      ...result,
      patchblob1_name: name,
      patchblob1_key: encodePatchKey(key),
      patchblob1_sha224: sha224Hex(sealed),
    };
    const patch_name = `patch/${pat.shake128}`;
    const [attachment] = attachments;
    const wanted = attachment?.pbuuid ?? null;
    const pbuuid = wanted === null || rows.hasBlobId(wanted) ? uuid() : wanted;
    const owner = gvuuid ?? attachment?.gvuuid ?? null;
    const primary = spoken.patchblob1_name !== null || rows.versionsWith(name).length > 0;
    const side = {
      patch_filename: fileNameIn(meta) ?? rows.workingOf('pat_shake_128', pat.shake128)[0]?.patch_filename ?? null,
      patch_type: patchKind(patch),
      is_primary: primary ? '1' : '0',
      zip_source: zip ?? (owner === null ? null : (rows.version(owner)?.local_resource_filename ?? null)),
    };
    const json = patchJson({ row: side, gameid }, { ...told, ...found, patch: patch_name, rom: null });
    const row = { pbuuid, gvuuid: owner, patch_name, ...found, pbjsondata: JSON.stringify(json) };
    return {
      how: 'the row was recreated from the blob and the files about its patch',
      run: () => repairs.addBlobRow(row, side),
      recheck: async () => {
        const made = rows.blobNamed(name);
        return made === null ? [] : verifyBlob(made, deps);
      },
    };
  }
  return null;
}

const fileNameIn = (meta: JsonObject | null): string | null =>
  typeof meta?.patch_filename === 'string' ? meta.patch_filename : null;

/** What the patch makes of the base ROM; without one, what the files say. */
function resultOf(
  patch: Buffer,
  { result_sha1, result_sha224, result_shake1 }: ArchiveFields,
  deps: VerifyDeps,
): ResultHashes | null {
  const rom = applied(patch, deps.base);
  if (rom === null) return result_sha224 === null ? null : { result_sha1, result_sha224, result_shake1 };
  return resultHashes(digests(rom));
}

import { cids } from './cid.js';
import { contentHashes, fileHashes } from './hashes.js';

/** All hashes in a row of the `attachments` table: of a blob file (`file_*`) and of the patch inside it (`decoded_*`). */
export interface AttachmentHashes {
  readonly file_crc16: string;
  readonly file_crc32: string;
  readonly file_hash_md5: string;
  readonly file_hash_sha1: string;
  readonly file_hash_sha224: string;
  readonly file_hash_sha256: string;
  readonly file_ipfs_cidv0: string;
  readonly file_ipfs_cidv1: string;
  readonly decoded_hash_md5: string;
  readonly decoded_hash_sha1: string;
  readonly decoded_hash_sha224: string;
  readonly decoded_hash_sha256: string;
  readonly decoded_ipfs_cidv0: string;
  readonly decoded_ipfs_cidv1: string;
}

/**
 * Hashes a blob file and the patch inside it; the result is keyed by column name.
 *
 * @param file - the blob file's bytes
 * @param decoded - the patch's bytes
 */
export function attachmentHashes(file: Buffer, decoded: Buffer): AttachmentHashes {
  const outer = fileHashes(file);
  const inner = contentHashes(decoded);
  const outerCids = cids(file);
  const innerCids = cids(decoded);
  return {
    file_crc16: outer.crc16,
    file_crc32: outer.crc32,
    file_hash_md5: outer.md5,
    file_hash_sha1: outer.sha1,
    file_hash_sha224: outer.sha224,
    file_hash_sha256: outer.sha256,
    file_ipfs_cidv0: outerCids.v0,
    file_ipfs_cidv1: outerCids.v1,
    decoded_hash_md5: inner.md5,
    decoded_hash_sha1: inner.sha1,
    decoded_hash_sha224: inner.sha224,
    decoded_hash_sha256: inner.sha256,
    decoded_ipfs_cidv0: innerCids.v0,
    decoded_ipfs_cidv1: innerCids.v1,
  };
}

/** Everything that `attachments` says of a blob: `file_*` describe the blob file, `decoded_*` the patch inside it. */
export interface AttachmentRecord {
  readonly file_crc16: string;
  readonly file_crc32: string;
  readonly file_ipfs_cidv0: string;
  readonly file_ipfs_cidv1: string;
  readonly file_hash_sha224: string;
  readonly file_hash_sha1: string;
  readonly file_hash_md5: string;
  readonly file_hash_sha256: string;
  readonly decoded_ipfs_cidv0: string;
  readonly decoded_ipfs_cidv1: string;
  readonly decoded_hash_sha224: string;
  readonly decoded_hash_sha1: string;
  readonly decoded_hash_md5: string;
  readonly decoded_hash_sha256: string;
  /** The blob file itself. */
  readonly bytes: Buffer;
}

/** The names and keys of a sealed patch and its ROM, named as in database rows and JSON files. */
export interface BlobNames {
  readonly patchblob1_name: string;
  /** 60 characters: the base64 of a Fernet key's 44. */
  readonly patchblob1_key: string;
  /** sha224 of the blob file, lower-case hex. */
  readonly patchblob1_sha224: string;
  readonly romblob_name: string;
  /** 24 characters of URL-safe base64; also the salt of the patch's key. */
  readonly romblob_salt: string;
}

/** A sealed blob, not yet written to a file. */
export interface SealedBlob {
  readonly bytes: Buffer;
  /** sha224 of `bytes`, lower-case hex; the file name ends in its first 10 digits. */
  readonly sha224: string;
}

/** Names and keys of a sealed patch and its ROM, under the names that rows and JSON files use. */
export interface BlobNames {
  readonly patchblob1_name: string;
  /** 60 characters: base64 of the Fernet key's 44. */
  readonly patchblob1_key: string;
  /** sha224 of the blob file, lower-case hex. */
  readonly patchblob1_sha224: string;
  readonly romblob_name: string;
  /** 24 characters, url-safe base64; the patch key's salt too. */
  readonly romblob_salt: string;
}

/** A sealed blob before it is a file. */
export interface SealedBlob {
  readonly bytes: Buffer;
  /** sha224 of `bytes`, lower-case hex; the file name ends in its first 10 digits. */
  readonly sha224: string;
}

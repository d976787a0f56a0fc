import { createHash } from 'node:crypto';
import { CID } from 'multiformats/cid';
import * as Digest from 'multiformats/hashes/digest';

/** Codes from the multicodec table. */
const SHA2_256 = 0x12;
const DAG_PB = 0x70;
const RAW = 0x55;

/** The content identifiers of one file. */
export interface Cids {
  /** CIDv0, base58: `Qm…`. */
  readonly v0: string;
  /** CIDv1 with the dag-pb codec, base32: `bafybei…`. */
  readonly v1: string;
  /** CIDv1 with the raw codec, base32: `bafkrei…`. The one under which IPFS actually finds a single-block file. */
  readonly raw: string;
}

/**
 * The content identifiers of `bytes`, all made from the SHA2-256 of the raw bytes: no UnixFS, no chunking.
 *
 * `v0` and `v1` are what existing archives hold in their `*_ipfs_cid*` columns; they are not what `ipfs add` prints.
 *
 * @see https://github.com/multiformats/cid
 * @see https://github.com/multiformats/multicodec/blob/master/table.csv
 */
export function cids(bytes: Uint8Array): Cids {
  const digest = Digest.create(SHA2_256, createHash('sha256').update(bytes).digest());
  return {
    v0: CID.createV0(digest).toString(),
    v1: CID.createV1(DAG_PB, digest).toString(),
    raw: CID.createV1(RAW, digest).toString(),
  };
}

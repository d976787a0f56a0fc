/** Hashes of a patch or a ROM in the archive's spelling. */
export interface Digests {
  /** Lower-case hex. */
  readonly sha1: string;
  /** Lower-case hex. */
  readonly sha224: string;
  /** SHAKE-128 of 24 bytes in the archive's own base64 alphabet, 32 characters. */
  readonly shake128: string;
}

/** Determined by content, never by file name. */
export type PatchKind = 'bps' | 'ips';

/** An entry of a hack's ZIP that looks like a patch by its name. */
export interface PatchCandidate {
  /** The name inside the ZIP, as the ZIP gives it: shown and recorded, never used as a path. */
  readonly path: string;
  /** Uncompressed size in bytes, as the ZIP declares it. */
  readonly size: number;
  /** How likely this is to be the hack itself; the highest is tried first. */
  readonly score: number;
}

/** A candidate with its bytes extracted from the ZIP. */
export interface ExtractedPatch extends PatchCandidate {
  readonly bytes: Buffer;
}

/** The outcome of applying a patch to the base ROM. */
export type PatchOutcome =
  | { readonly result: 'success'; readonly rom: Digests }
  /** The result equals the base ROM: the patch does nothing. */
  | { readonly result: 'nothing' }
  | { readonly result: 'failed'; readonly reason: string };

/** A candidate after the test. `digests` is null when the entry itself could not be read. */
export interface TestedPatch extends PatchCandidate {
  readonly kind: PatchKind | null;
  readonly digests: Digests | null;
  readonly outcome: PatchOutcome;
}

/** Where a patch and its ROM are, relative to the archive root, with `/`. */
export interface PatchLocation {
  readonly patch: string;
  readonly rom: string;
}

/** A patch that applies and does something. */
export interface AppliedPatch extends TestedPatch {
  readonly kind: PatchKind;
  readonly digests: Digests;
  readonly outcome: Extract<PatchOutcome, { result: 'success' }>;
}

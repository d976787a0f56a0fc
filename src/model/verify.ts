/** What can be damaged; the `kind` of a finding. */
export const VERIFY_KINDS = [
  'database',
  'chain',
  'row',
  'blob',
  'attachment',
  'rom-blob',
  'patch',
  'rom',
  'zip',
  'json',
  'orphan',
  'temporary',
  'base-rom',
] as const;

export type VerifyKind = (typeof VERIFY_KINDS)[number];

/** The parts of a verification, in their order. */
export const VERIFY_STAGES = ['databases', 'queue', 'patches', 'blobs', 'versions', 'attachments', 'files'] as const;

export type VerifyStage = (typeof VERIFY_STAGES)[number];

/** What a finding is about. */
export interface Place {
  readonly kind: VerifyKind;
  /** The blob, game or file that it belongs to. */
  readonly what: string;
  /** A file below the archive, or `table.column`. */
  readonly where: string;
}

/** How something that was found is put right. */
export interface Mend {
  /** In a clause, such as `written anew from attachments`. */
  readonly how: string;
  /**
   * Changes the archive. What it rejects with is an ItemError when this cannot be mended, and any other error when the whole
   * verification has to end.
   */
  readonly run: () => Promise<void>;
  /** Looks again at what was mended. What it finds takes the place of all that was found with it and after it. */
  readonly recheck?: () => Promise<readonly Finding[]>;
}

/** Something that is not as it must be (damage), or not known (a notice). */
export interface Finding extends Place {
  readonly damage: boolean;
  /** One sentence. */
  readonly reason: string;
  /** Null when there is nothing to mend it from, or nothing to mend. */
  readonly mend: Mend | null;
}

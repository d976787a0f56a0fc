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

/** The parts of a verification, in order. */
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

/** How a finding is repaired. */
export interface Repair {
  /** In a clause, such as `written anew from attachments`. */
  readonly how: string;
  /**
   * Changes the archive. Rejects with an ItemError when this cannot be repaired, and with any other error when the whole
   * verification has to end.
   */
  readonly run: () => Promise<void>;
  /** Checks again what was repaired. Its findings replace all that was found with it and after it. */
  readonly recheck?: () => Promise<readonly Finding[]>;
}

/** Something that is wrong (damage), or unknown (a notice). */
export interface Finding extends Place {
  readonly damage: boolean;
  /** One sentence. */
  readonly reason: string;
  /** Null when there is nothing to repair it from, or nothing to repair. */
  readonly mend: Repair | null;
}

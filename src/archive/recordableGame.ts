import type { BlobNames } from '../model/blob.js';
import type { ChosenGame, GameRecord, StoredZip } from '../model/game.js';
import type { AppliedPatch } from '../model/patch.js';
import type { KnownBlob } from './knownBlobs.js';
import type { AttachmentRecord } from './writeAttachment.js';

/** A patch with its blob: one that the archive has already, or one that was sealed for it. */
export interface RecordablePatch {
  readonly patch: AppliedPatch;
  readonly primary: boolean;
  readonly blob: { readonly known: KnownBlob } | { readonly names: BlobNames; readonly attachment: AttachmentRecord };
}

/** A game whose chosen patches have their blobs, the primary one first. */
export interface SealedGame extends ChosenGame {
  readonly sealed: readonly RecordablePatch[];
}

/** A game for which everything is computed and every file is written. */
export interface RecordableGame {
  readonly queueId: string;
  readonly record: GameRecord;
  readonly zip: StoredZip;
  /** At least one, the primary one first. */
  readonly patches: readonly RecordablePatch[];
}

/** The outcome of recording a game. */
export interface Recorded {
  /** `unchanged`: the latest version already says the same, so there is no new one. */
  readonly outcome: 'recorded' | 'unchanged';
  readonly version: number;
  readonly gvuuid: string;
  /** The blob under which each patch is recorded, in the order of the patches. */
  readonly blobs: readonly KnownBlob[];
  /** Names of blob files that were sealed in vain, because the same patch was recorded in the meantime. */
  readonly superseded: readonly string[];
  /** Whether the game waits again, because the site has changed its record in the meantime. */
  readonly waits: boolean;
}

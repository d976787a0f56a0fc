import type { KnownNames } from '../formats/metaFiles.js';
import type { OpenedBlob } from '../formats/openedBlob.js';
import type { ResultHashes } from '../formats/romAgreement.js';
import type { BlobNames } from '../model/blob.js';
import type { GameRecord } from '../model/game.js';
import type { KnownBlob } from './knownBlobs.js';

/** The blob of a hack to be imported, opened and found to match the hack's JSON. */
export interface ImportableBlob extends OpenedBlob {
  readonly names: KnownNames & Pick<BlobNames, 'patchblob1_name' | 'patchblob1_key' | 'patchblob1_sha224'>;
  /** As the JSON has them: the ROM itself was not made again. */
  readonly result: ResultHashes;
  /** The patch's name in its ZIP, where that is known. */
  readonly patchFilename: string | null;
}

/** A hack's JSON, ready to become rows. */
export interface ImportableHack {
  readonly record: GameRecord;
  /** A curator's `legacy_type`, where older tools wrote one into the JSON. */
  readonly legacyType: string | null;
  /** Its blob; or the archive's own of the same patch and result; or null when there is neither. */
  readonly blob: ImportableBlob | { readonly known: KnownBlob; readonly patSha224: string } | null;
}

/** The outcome of importing a hack. */
export interface Imported {
  /** `completed`: an existing version lacked its blob or a curator's `legacy_type`, and has it now. */
  readonly outcome: 'recorded' | 'completed' | 'unchanged';
  readonly version: number;
  /** The blob that the version names; null when it has none. */
  readonly blob: string | null;
  /** That blob, when it is the archive's own, in place of the one that the hack came with. */
  readonly reused: KnownBlob | null;
}

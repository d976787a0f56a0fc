import type { OpenedBlob } from '../formats/openedBlob.js';
import type { KnownNames } from '../formats/metaFiles.js';
import type { ResultHashes } from '../formats/romAgreement.js';
import type { BlobNames } from '../model/blob.js';
import type { GameRecord } from '../model/game.js';
import type { KnownBlob } from './knownBlobs.js';

/** The blob of a hack that is imported, opened and found to be what the hack's JSON says. */
export interface ImportableBlob extends OpenedBlob {
  readonly names: KnownNames & Pick<BlobNames, 'patchblob1_name' | 'patchblob1_key' | 'patchblob1_sha224'>;
  /** As the JSON has it: the ROM itself was not made again. */
  readonly result: ResultHashes;
  /** The patch's name in its ZIP, where that is known. */
  readonly patchFilename: string | null;
}

/** What a hack's JSON becomes rows from. */
export interface ImportableHack {
  readonly record: GameRecord;
  /** A curator's word, where older tools wrote one into the JSON. */
  readonly legacyType: string | null;
  /** Its blob; or the archive's own of the same patch and result; or null when neither is there. */
  readonly blob: ImportableBlob | { readonly known: KnownBlob; readonly patSha224: string } | null;
}

/** What came of importing a hack. */
export interface Imported {
  /** `completed`: a version that was there lacked its blob or a curator's word, and has them now. */
  readonly outcome: 'recorded' | 'completed' | 'unchanged';
  readonly version: number;
  /** The blob under which the version is known; null when it has none. */
  readonly blob: string | null;
  /** That blob, where it is the archive's own in the place of the one that the hack came with. */
  readonly reused: KnownBlob | null;
}

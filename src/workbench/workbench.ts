import type { SealedPair, Unsealed } from '../formats/sealPair.js';
import type { SealRandomness } from '../formats/sealRandomness.js';
import type { HostGate } from '../model/hostGate.js';

/** A pair to be sealed; the bench has the base ROM. The same order always yields the same pair. */
export interface SealOrder extends Omit<Unsealed, 'baseRom'> {
  readonly chance: SealRandomness;
}

/** Where the CPU-bound work on a game is done: in this thread, in others, or on other machines. */
export interface Workbench {
  /**
   * Applies a patch to the base ROM.
   *
   * @returns the result; rejects with a PatchError when the patch does not apply
   */
  readonly apply: (patch: Buffer) => Promise<Buffer>;
  /** Seals a patch and its ROM; rejects with a BlobError when the blobs do not open to what went in. */
  readonly seal: (order: SealOrder) => Promise<SealedPair>;
  /** Abandons work in progress. Safe to call again. */
  readonly close: () => Promise<void>;
}

/** What a run may share with other machines. */
export interface Shared {
  readonly workbench: Workbench;
  /** Further gates at which it takes its turn for a host, besides that of this machine. */
  readonly sharedGates: readonly HostGate[];
}

import type { SealChance } from '../formats/sealChance.js';
import type { HostGate } from '../model/hostGate.js';
import type { SealedPair, Unsealed } from '../formats/sealPair.js';

/** A pair that is to be sealed; the bench has the base ROM. The same order always comes to the same pair. */
export interface SealOrder extends Omit<Unsealed, 'baseRom'> {
  readonly chance: SealChance;
}

/** Where the processor's part of a game is worked on: in this thread, in others, or on other machines. */
export interface Workbench {
  /**
   * Applies a patch to the base ROM.
   *
   * @returns the result; rejects with a PatchError when the patch does not apply
   */
  readonly apply: (patch: Buffer) => Promise<Buffer>;
  /** Seals a patch and its ROM; rejects with a BlobError when what was sealed does not give back what went in. */
  readonly seal: (order: SealOrder) => Promise<SealedPair>;
  /** Gives up what is still being worked on. Safe to call again. */
  readonly close: () => Promise<void>;
}

/** What a run may share with other machines. */
export interface Shared {
  readonly workbench: Workbench;
  /** Where it asks for its turn at a host, besides the gate of this machine. */
  readonly sharedGates: readonly HostGate[];
}

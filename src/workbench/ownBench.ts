import { applyPatch } from '../formats/patch.js';
import { replayRandomness } from '../formats/sealRandomness.js';
import type { BaseRom } from '../model/rom.js';
import type { Workbench } from './workbench.js';

/** Works in this thread; native code (xz, PBKDF2) still runs on libuv's threads. */
export function ownBench(base: BaseRom): Workbench {
  return {
    apply: (patch) => Promise.resolve(patch).then((bytes) => applyPatch(bytes, base.bytes)),
    seal: async ({ chance, ...pair }) => {
      // Imported only once there is something to seal.
      const { sealPair } = await import('../formats/sealPair.js');
      return sealPair({ ...pair, baseRom: base.bytes }, replayRandomness(chance));
    },
    close: () => Promise.resolve(),
  };
}

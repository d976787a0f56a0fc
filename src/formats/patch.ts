import { PatchError } from '../model/errors.js';
import type { PatchKind } from '../model/patch.js';
import { applyBps } from './bps.js';
import { applyIps } from './ips.js';

const APPLY = { bps: applyBps, ips: applyIps } as const;

/** The kind of a patch, judging by its first bytes: `BPS1` or `PATCH`; null if it is neither. */
export function patchKind(bytes: Uint8Array): PatchKind | null {
  const start = Buffer.from(bytes.subarray(0, 5)).toString('latin1');
  if (start.startsWith('BPS1')) return 'bps';
  return start === 'PATCH' ? 'ips' : null;
}

/**
 * Applies a patch of either kind to `source` and returns the result, as Floating IPS would.
 *
 * @throws PatchError when the file is not a patch, is broken, is meant for another ROM, or its result exceeds 16 MiB.
 */
export function applyPatch(patch: Uint8Array, source: Uint8Array): Buffer {
  const kind = patchKind(patch);
  if (kind === null) throw new PatchError('This file is neither a BPS nor an IPS patch.');
  return APPLY[kind](patch, source);
}

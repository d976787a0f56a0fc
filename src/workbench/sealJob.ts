import { z } from 'zod';
import { MAX_PATCH_BYTES } from '../formats/blob.js';
import { isGameId } from '../formats/gameId.js';
import { sha224Hex } from '../formats/hashes.js';
import { MAX_RESULT_BYTES } from '../formats/resultSize.js';
import { RANDOMNESS_BYTES } from '../formats/sealRandomness.js';
import { COMPRESSIONS } from '../model/compression.js';
import type { BaseRom } from '../model/rom.js';
import type { SealOrder } from './workbench.js';

/** Increased when the meaning of a job or an answer changes: workers of different versions do not see each other's jobs. */
const PROTOCOL = 1;

/** Prefix of all our keys in a Redis. */
export const KEY_PREFIX = 'romflow';

const sha224 = z.string().regex(/^[0-9a-f]{56}$/);

/** What a worker is asked to do; the patch itself has a key of its own. */
export const sealJob = z.strictObject({
  gameId: z.string().refine(isGameId),
  patSha224: sha224,
  patchBytes: z.int().min(1).max(MAX_PATCH_BYTES),
  /** Of the result of applying the patch to the base ROM, as computed where the job comes from. */
  romSha224: sha224,
  romBytes: z.int().min(0).max(MAX_RESULT_BYTES),
  compression: z.enum(COMPRESSIONS),
  random: z
    .string()
    .regex(/^[0-9a-f]+$/)
    .length(2 * RANDOMNESS_BYTES),
  now: z.number(),
});

export type SealJob = z.infer<typeof sealJob>;

/**
 * The queue for all archives over one base ROM. Jobs need nothing else from an archive, so workers serve all of them; each
 * run knows its own jobs by their ids.
 */
export const queueOf = ({ sha224: base }: BaseRom): string => `seal-v${PROTOCOL}-${base}`;

/** The keys where a job's patch waits for a worker, and its answer for the run: a Redis hash of two blobs, or of a problem. */
export const keysOf = (queue: string, id: string): { readonly patch: string; readonly answer: string } => ({
  patch: `${KEY_PREFIX}:${queue}:patch:${id}`,
  answer: `${KEY_PREFIX}:${queue}:answer:${id}`,
});

/** Patches and answers that no one takes expire after this many milliseconds. */
export const KEPT_MS = 60 * 60 * 1000;

export const jobOf = ({ gameId, patch, patSha224, rom, compression, chance }: SealOrder): SealJob => ({
  gameId,
  patSha224,
  patchBytes: patch.length,
  romSha224: sha224Hex(rom),
  romBytes: rom.length,
  compression,
  random: chance.random.toString('hex'),
  now: chance.now,
});

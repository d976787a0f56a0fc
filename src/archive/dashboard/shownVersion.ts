import { z } from 'zod';

/** A version number; one beyond JavaScript's safe integers, which no run has assigned, is shown as the largest of those. */
export const shownVersion = z
  .number()
  .transform((version) => Math.min(Math.max(Math.trunc(version), 0), Number.MAX_SAFE_INTEGER));

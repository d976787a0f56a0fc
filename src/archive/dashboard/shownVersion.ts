import { z } from 'zod';

/** The number of a version; one beyond what a browser counts to, which no run has given, is shown as the largest of those. */
export const shownVersion = z
  .number()
  .transform((version) => Math.min(Math.max(Math.trunc(version), 0), Number.MAX_SAFE_INTEGER));

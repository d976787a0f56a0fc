import { z } from 'zod';

/** One thing that was checked: fine, fine but worth a note, or in need of a fix. */
const check = z.object({
  name: z.string().describe('what was checked'),
  verdict: z.enum(['ok', 'note', 'problem']),
  message: z.string().describe('what was found, and what to do about it'),
});

export type Check = z.infer<typeof check>;

/** What `romflow doctor --json` prints: one object. `docs/status.md` describes it for people. */
export const checkReport = z.object({
  v: z.literal(1),
  ok: z.boolean().describe('whether nothing needs fixing'),
  checks: z.array(check),
});

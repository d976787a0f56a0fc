/** For what a run parses only once: zod would first generate code for each shape, which takes longer than walking it. */
export const PARSED_ONCE = { jitless: true } as const;

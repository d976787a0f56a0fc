/** How to parse what a run parses once: zod would write a function for each shape first, which takes longer than to walk it. */
export const PARSED_ONCE = { jitless: true } as const;

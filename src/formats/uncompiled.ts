/** For what a run parses seldom: zod would first compile code for each shape, which takes longer than walking a few values. */
export const UNCOMPILED = { jitless: true } as const;

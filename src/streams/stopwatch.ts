/** Starts a stopwatch; the result returns the milliseconds elapsed since, 0 if the clock has been set back meanwhile. */
export function stopwatch(now: () => number): () => number {
  const startedAt = now();
  return () => Math.max(0, now() - startedAt);
}

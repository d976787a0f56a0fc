/** Starts to measure; what it gives tells how many milliseconds have passed since, 0 where the clock was put back meanwhile. */
export function stopwatch(now: () => number): () => number {
  const startedAt = now();
  return () => Math.max(0, now() - startedAt);
}

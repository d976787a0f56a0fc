import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Written into the working folder at the end: milliseconds. */
export const LOOP_DELAY_FILE = 'loop-delay.json';

const NS_PER_MS = 1e6;

// Loaded into a program before its own code: how long the main thread kept others waiting, from the first request on, when
// all modules are loaded. A value is the time between two ticks that should be a millisecond apart, so it counts that, too.
const { ROMFLOW_BENCH_PEAK: measured } = process.env;
if (isMainThread && measured !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  subscribe('http.client.request.start', () => delay.enable());
  process.on('exit', () => {
    delay.disable();
    const figures = { p50: delay.percentile(50), p99: delay.percentile(99), longest: delay.max };
    const inMs = Object.entries(figures).map(([name, ns]) => [name, ns / NS_PER_MS]);
    writeFileSync(LOOP_DELAY_FILE, JSON.stringify(Object.fromEntries(inMs)));
  });
}

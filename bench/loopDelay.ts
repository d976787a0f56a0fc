import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Written to the working folder at exit; values in milliseconds. */
export const LOOP_DELAY_FILE = 'loop-delay.json';

const NS_PER_MS = 1e6;
const US_PER_MS = 1e3;

// Preloaded into a program: measures how long the main thread blocked its event loop, from the first request on, when all
// modules are loaded. A value is the time between two ticks that should be a millisecond apart, and includes that millisecond.
// The CPU time of all threads is measured over the same period.
const { ROMFLOW_BENCH_PEAK: measured } = process.env;
if (isMainThread && measured !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let begun: NodeJS.CpuUsage | undefined;
  subscribe('http.client.request.start', () => {
    begun ??= process.cpuUsage();
    delay.enable();
  });
  process.on('exit', () => {
    delay.disable();
    const { user, system } = process.cpuUsage(begun);
    const [p99, longest] = [delay.percentile(99) / NS_PER_MS, delay.max / NS_PER_MS];
    writeFileSync(LOOP_DELAY_FILE, JSON.stringify({ p99, longest, processorMs: (user + system) / US_PER_MS }));
  });
}

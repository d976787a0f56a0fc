import { writeFileSync } from 'node:fs';

// Preloaded into a program: at exit, writes its peak memory in KiB.
const { ROMFLOW_BENCH_PEAK: file } = process.env;
if (file !== undefined) {
  process.on('exit', () => {
    writeFileSync(file, String(process.resourceUsage().maxRSS));
  });
}

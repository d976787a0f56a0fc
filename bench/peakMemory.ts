import { writeFileSync } from 'node:fs';

// Loaded into a program before its own code: at its end, it tells the most memory that it ever held, in KiB.
const { ROMFLOW_BENCH_PEAK: file } = process.env;
if (file !== undefined) {
  process.on('exit', () => {
    writeFileSync(file, String(process.resourceUsage().maxRSS));
  });
}

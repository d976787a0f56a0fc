// When the program ends, writes to the file LOADED_PACKAGES which CommonJS packages it has loaded besides those bundled
// into it,
// and whether Node's HTTP.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const { cache } = createRequire(import.meta.url);
if (isMainThread) {
  process.on('exit', () => {
    const names = Object.keys(cache).flatMap(
      (path) => /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path)?.[1] ?? [],
    );
    if (process.moduleLoadList.includes('NativeModule http')) names.push('node:http');
    writeFileSync(process.env.LOADED_PACKAGES, JSON.stringify([...new Set(names)].sort()));
  });
}

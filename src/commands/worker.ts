import { Subject, map } from 'rxjs';
import { readBaseRom } from '../files/readBaseRom.js';
import { plainText } from '../formats/plainText.js';
import { UsageError } from '../model/errors.js';
import { printTo } from '../sinks/printLines.js';
import { workLoop } from '../workbench/workLoop.js';
import type { RunCommand } from './context.js';
import { machineBench } from './openWorkbench.js';

/**
 * `romflow worker --redis ADDRESS`: seals the pairs that updates on other machines hand out, until it is stopped; pairs in
 * progress are finished first.
 *
 * @returns 0: being stopped is its normal end
 */
export const runWorker: RunCommand = async ({ settings: load, stdout, signal }) => {
  const settings = await load();
  const { redis, processing, baseRom } = settings;
  if (redis.address === null) {
    throw new UsageError(
      'A worker needs a Redis: name it with --redis ADDRESS or in the environment variable ROMFLOW_REDIS.',
    );
  }
  const lines$ = new Subject<string>();
  const say = (text: string): void => {
    lines$.next(text);
  };
  const printed = printTo(stdout, lines$.pipe(map((line) => plainText(line))));
  try {
    const base = await readBaseRom(baseRom.path, baseRom.sha224, say);
    const bench = await machineBench(settings, base);
    try {
      await workLoop(
        { address: redis.address, concurrency: processing.maxConcurrent, lockMs: redis.lockSeconds * 1000 },
        { base, bench, say, signal },
      );
    } finally {
      await bench.close();
    }
  } finally {
    lines$.complete();
    await printed;
  }
  return 0;
};

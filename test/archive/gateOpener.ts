// A thread that opens gate files at the same moment as its siblings: it waits until all of them have arrived at a file.
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { openGateFile } from '../../src/archive/gateFile.js';

const { files, openers, arrived } = z
  .object({ files: z.array(z.string()), openers: z.int(), arrived: z.instanceof(Int32Array) })
  .parse(workerData);
const failures: string[] = [];
let warnings = 0;
for (const [round, file] of files.entries()) {
  Atomics.add(arrived, round, 1);
  while (Atomics.load(arrived, round) < openers);
  try {
    openGateFile(file, () => (warnings += 1)).close();
  } catch (error) {
    failures.push(String(error));
  }
}
parentPort?.postMessage({ failures, warnings });

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';

/** A number of buffers of a number of bytes. */
const task = z.object({ buffers: z.int(), bytes: z.int() });

let buffer = Buffer.alloc(0);

// The three digests and nothing else: no file, no pool, memory already allocated.
parentPort?.on('message', (message: unknown) => {
  const { buffers, bytes } = task.parse(message);
  if (buffer.length !== bytes) buffer = Buffer.alloc(bytes, 7);
  for (let done = 0; done < buffers; done++) {
    crc32(buffer);
    createHash('md5').update(buffer).digest('hex');
    createHash('sha1').update(buffer).digest('hex');
  }
  parentPort?.postMessage(null);
});

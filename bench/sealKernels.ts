import { pbkdf2 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { contentHashes, digests, fileHashes, sha224Hex } from '../src/formats/hashes.js';
import { compressXz } from '../src/formats/xz.js';

// The work that no program that seals hacks at level 6 can avoid, on all cores, and nothing else: no site, no archive.
// Arguments: the folder prepared by `course.ts` and the ids of the hacks in it. Prints the elapsed time and the CPU time, both
// in milliseconds, and the total size of all blobs in bytes.
const derive = promisify(pbkdf2);
const LEVEL = 6;

/** One of a hack's two blobs, from its content to its hashes. */
interface Seal {
  readonly kind: 'patch' | 'rom';
  readonly content: Buffer;
  /** The Fernet token of the compressed content. */
  readonly token: Buffer;
}

async function seal({ kind, content, token }: Seal): Promise<number> {
  const { sha224 } = digests(content);
  await derive(sha224, kind, 390_000, 32, 'sha256');
  await compressXz(content, LEVEL);
  const blob = await compressXz(token, LEVEL);
  if (kind === 'patch') {
    contentHashes(content);
    fileHashes(blob);
  } else {
    sha224Hex(blob);
  }
  return blob.length;
}

const [folder = '.', ...ids] = process.argv.slice(2);
const waiting = ids
  .flatMap((id) => (['patch', 'rom'] as const).map((kind) => ({ id, kind })))
  .map(({ id, kind }): Seal => {
    const read = (name: string): Buffer => readFileSync(`${folder}/${id}.${name}`);
    return { kind, content: read(kind), token: read(`${kind}Token`) };
  })
  // Largest first, so that no core waits long at the end for another's last blob.
  .sort((a, b) => b.token.length - a.token.length);

const sizes: number[] = [];
async function lane(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) sizes.push(await seal(next));
}

const [start, spent] = [performance.now(), process.cpuUsage()];
await Promise.all(Array.from({ length: availableParallelism() }, lane));
const [ms, { user, system }] = [performance.now() - start, process.cpuUsage(spent)];
const bytes = sizes.reduce((sum, size) => sum + size, 0);
process.stdout.write(JSON.stringify({ ms, processorMs: (user + system) / 1000, bytes }));

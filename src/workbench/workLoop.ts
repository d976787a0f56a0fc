import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { failpoint } from '../files/failpoint.js';
import { MAX_PATCH_BYTES } from '../formats/blob.js';
import { sha224Hex } from '../formats/hashes.js';
import { ItemError } from '../model/errors.js';
import type { BaseRom } from '../model/rom.js';
import { connectRedis, reasonOf, redactor, redisPlace } from './redis.js';
import { KEPT_MS, KEY_PREFIX, keysOf, queueOf, sealJob, type SealJob } from './sealJob.js';
import { withTimeout } from './withTimeout.js';
import type { Workbench } from './workbench.js';

export interface WorkLoopOptions {
  /** Of the Redis; may contain a password. */
  readonly address: string;
  /** How many pairs are sealed at a time. */
  readonly concurrency: number;
  /** How long a job may go without a sign of life before another worker gets it. */
  readonly lockMs: number;
}

export interface WorkLoopDeps {
  readonly base: BaseRom;
  readonly bench: Workbench;
  /** Called with what happens, one sentence at a time. */
  readonly say: (text: string) => void;
  /** Aborted when the worker should finish its jobs in progress and end. */
  readonly signal: AbortSignal;
}

/** Why a job could not be done; passed on to the run that waits for it. */
class JobProblem extends ItemError {}

/**
 * Seals what updates hand out, until the signal. Waits for a lost Redis to come back.
 *
 * @throws ConfigError - the Redis cannot be used
 */
export async function workLoop(
  { address, concurrency, lockMs }: WorkLoopOptions,
  { base, bench, say, signal }: WorkLoopDeps,
): Promise<void> {
  const { JobWorker } = await import('./jobWorker.js');
  const client = await connectRedis(address, { reconnect: true });
  const disconnect = withDuplicates(client);
  const place = redisPlace(address);
  watch(client, place, { say, signal });
  const name = queueOf(base);
  const why = (error: unknown): string => redactor(address)(reasonOf(error));
  const worker = new JobWorker(
    name,
    async ({ id = '', data }) => {
      const { data: job } = sealJob.safeParse(data);
      if (job === undefined) {
        say('A job that no update created was discarded.');
        return;
      }
      const begun = performance.now();
      say(`${job.gameId}: sealing a patch of ${job.patchBytes} bytes.`);
      const done = await work(job, keysOf(name, id), { client, base, bench }).catch((error: unknown) => {
        // For example, because Redis is full.
        say(`${job.gameId}: the result could not be returned: ${why(error)}.`);
        throw error;
      });
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      say(`${job.gameId}: ${done ?? `sealed in ${seconds} s.`}`);
    },
    {
      connection: client,
      prefix: KEY_PREFIX,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      skipVersionCheck: true,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  let refused: string | null = null;
  const mayAgain = (): void => {
    refused = null;
  };
  client.on('ready', mayAgain);
  worker.on('active', mayAgain);
  worker.on('error', (error) => {
    // Everything else is a connection error, which `watch` reports.
    if (error.name !== 'ReplyError' || why(error) === refused) return;
    refused = why(error);
    say(`${place} refuses the requests of this worker (${refused}); retrying every second.`);
  });
  worker.on('stalled', () => {
    say('A worker died or stopped responding; its jobs are handed out again.');
  });
  say(`Waiting at ${place} for patches of the base ROM ${base.sha224} to seal, ${concurrency} at a time.`);
  try {
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    // Without Redis, jobs in progress cannot be handed over: do not wait for them.
    const closed = worker.close(client.status !== 'ready').then(() => true);
    if (!(await Promise.race([closed, fallenSilent(client, lockMs)]))) {
      say(`${place} does not answer; no longer waiting for it.`);
    }
    disconnect();
  }
}

/** BullMQ waits for jobs on a duplicate of this connection; returns a function that disconnects them all. */
function withDuplicates(client: Redis): () => void {
  const clients = [client];
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (...override) => {
    const another = duplicate(...override);
    clients.push(another);
    return another;
  };
  return () => {
    for (const each of clients) each.disconnect();
  };
}

/** Reports when the connection is lost, once however long that lasts, and when it is back. */
function watch(client: Redis, place: string, { say, signal }: Pick<WorkLoopDeps, 'say' | 'signal'>): void {
  let there = true;
  client.on('close', () => {
    if (there && !signal.aborted) say(`The connection to ${place} was lost; waiting for it to come back.`);
    there = false;
  });
  client.on('ready', () => {
    say(`${place} is back.`);
    there = true;
  });
}

interface WorkDeps {
  readonly client: Redis;
  readonly base: BaseRom;
  readonly bench: Workbench;
}

/** Does a job and leaves the answer for the run. Returns what to report; null when all went well. */
async function work(
  job: SealJob,
  keys: { readonly patch: string; readonly answer: string },
  { client, base, bench }: WorkDeps,
): Promise<string | null> {
  const answer = async (fields: Readonly<Record<string, string | Buffer>>): Promise<void> => {
    await client.multi().hset(keys.answer, fields).pexpire(keys.answer, KEPT_MS).exec();
  };
  try {
    const patch = (await client.strlen(keys.patch)) > MAX_PATCH_BYTES ? null : await client.getBuffer(keys.patch);
    if (patch === null) return 'nobody is waiting for it any more.';
    if (sha224Hex(patch) !== job.patSha224) throw new JobProblem('the patch is not the one that the job describes.');
    const rom = await bench.apply(patch);
    if (sha224Hex(rom) !== job.romSha224) {
      throw new JobProblem(`here the patch gives a different ROM from the base ROM ${base.sha224}.`);
    }
    failpoint('within a seal');
    const { patchBlob, romBlob } = await bench.seal({
      gameId: job.gameId,
      patch,
      patSha224: job.patSha224,
      rom,
      compression: job.compression,
      chance: { random: Buffer.from(job.random, 'hex'), now: job.now },
    });
    await answer({ patchBlob, romBlob });
    return null;
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    await answer({ problem: error.message });
    return `not sealed: ${error.message}`;
  }
}

/**
 * Resolves with false when Redis has not answered for as long as a job may go without a sign of life: by then, the jobs in
 * progress belong to other workers. As long as it answers, a seal may take its time.
 */
async function fallenSilent(client: Redis, lockMs: number): Promise<false> {
  try {
    while ((await withTimeout(lockMs, client.ping())) !== null) await sleep(lockMs / 2, null, { ref: false });
  } catch {
    // The connection is closed.
  }
  return false;
}

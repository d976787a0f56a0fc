import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Site } from '../../src/demo/site.js';
import { archiveDigest, archiveState } from './archiveDigest.js';
import { eventsOfType } from './events.js';
import { leaksOf } from './leaks.js';
import { type Running, romflow, startRomflow } from './program.js';
import { startRedis, whyNoRedis } from './redisServer.js';
import { type Alteration, testBuild } from './testBuild.js';
import { configFor, golden, newFolder, siteFor, type Workplace, workplace } from './workplace.js';

// Each test is two runs or more.
vi.setConfig({ testTimeout: 240_000 });

const { games, base } = golden();
/** The moment between a worker's first patch and its blobs. */
const IN_A_SEAL = { ROMFLOW_FAILPOINT: 'within a seal#1' };
const GAP_MS = 150;
/** A gate's clock is read in whole milliseconds. */
const SLACK_MS = 1;
const PASSWORD = 'sesame&open:1';

const noRedis = whyNoRedis();
if (noRedis !== null) console.warn(`What needs a Redis is not tested: ${noRedis}`);

/** Slows down sealing in the update's own process, so that work is left for workers, however fast or busy the machine is. */
const SLOW_HERE: Alteration = {
  file: 'workbench/sharedBench.js',
  find: /return await own\.seal\(order\);/,
  put: 'await sleep(600); return await own.seal(order);',
};

const cli = testBuild(SLOW_HERE);

/** One hack in progress here, all others for the workers; a worker that is silent for a second is given up. */
function place(site: Site): Workplace {
  const made = workplace(site.origin, base);
  const { smwc, baseRom } = configFor(site.origin, base, made.folder);
  made.writeConfig({
    smwc: { ...smwc, requestDelay: GAP_MS, downloadDelay: GAP_MS },
    baseRom,
    processing: { maxConcurrent: 1 },
    redis: { lockSeconds: 1 },
  });
  return made;
}

interface WorkerPlace {
  readonly worker: Running;
  /** A folder of its own, with a base ROM and a configuration, as on another machine. */
  readonly folder: string;
}

/** A worker waiting for jobs. */
async function startWorker(
  { folder: from }: Workplace,
  address: string,
  env: Readonly<Record<string, string>> = {},
): Promise<WorkerPlace> {
  const folder = newFolder();
  for (const name of ['base.sfc', 'updategames.config.json']) copyFileSync(join(from, name), join(folder, name));
  const worker = startRomflow(['worker', '--concurrency=1', '--base-rom=base.sfc'], {
    cwd: folder,
    cli,
    env: { ROMFLOW_REDIS: address, ...env },
  });
  onTestFinished(() => {
    worker.signal('SIGKILL');
  });
  await worker.said('Waiting at');
  return { worker, folder };
}

/** The result of a run without workers, which is made once. */
let alone: ReturnType<typeof runAlone> | null = null;
async function runAlone() {
  const { update, archive } = place(await siteFor({ games }));
  expect(await update([], { cli })).toMatchObject({ code: 1, err: '' });
  return { digest: archiveDigest(archive), state: archiveState(archive) };
}

/** Expects the same archive as from a run without workers. */
async function expectAsAlone(archive: string): Promise<void> {
  alone ??= runAlone();
  const { digest, state } = await alone;
  if (archiveDigest(archive) !== digest) expect(archiveState(archive)).toEqual(state);
}

test('worker threads end with the same archive', async () => {
  const threaded = place(await siteFor({ games }));
  expect(await threaded.update(['--workers=2'], { cli })).toMatchObject({ code: 1, err: '' });
  await expectAsAlone(threaded.archive);
});

test('a worker without a Redis says what it needs', async () => {
  const cwd = newFolder();
  expect(await romflow(['worker'], { cwd })).toEqual({
    code: 2,
    out: '',
    err: 'romflow: A worker needs a Redis: name it with --redis ADDRESS or in the environment variable ROMFLOW_REDIS.\n',
  });
});

test.each([['update'], ['worker']])(
  '%s without a Redis reports that in a sentence without the password',
  async (command) => {
    const { folder } = place(await siteFor({ games }));
    // Nobody listens on the discard port.
    const words = [command, `--redis=redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:9`];
    const { code, out, err } = await romflow(words, { cwd: folder, env: { DEBUG: '*' } });
    expect(code).toBe(2);
    expect(err.split('\n').filter((line) => line.startsWith('romflow: '))).toEqual([
      'romflow: --redis: redis://127.0.0.1:9 cannot be used (ECONNREFUSED): start Redis there, correct the address or its ' +
        'password, or run without it.',
    ]);
    expect(leaksOf(Buffer.from(out + err), PASSWORD)).toEqual([]);
  },
);

describe.skipIf(noRedis !== null)('with a Redis', () => {
  test('two workers, one killed in the middle of a seal, end with the same archive, at the pace of a single run', async () => {
    const redis = await startRedis({ password: PASSWORD });
    const site = await siteFor({ games });
    const shared = place(site);
    const doomed = await startWorker(shared, redis.address, IN_A_SEAL);
    const other = await startWorker(shared, redis.address, { DEBUG: '*' });
    const ended = await shared.update(['--json'], {
      cli,
      env: { ROMFLOW_REDIS: redis.address, DEBUG: 'ioredis:*' },
    });
    expect(ended).toMatchObject({ code: 1, err: '' });
    expect(eventsOfType(ended.out, 'warning')).toEqual([]);
    // One here, and eight to be handed out.
    expect(eventsOfType(ended.out, 'run.planned')).toMatchObject([{ workers: 9 }]);

    // It was in the middle of a seal, and another worker made that seal.
    const dead = await doomed.worker.ended;
    expect(dead.code).toBeNull();
    expect(dead.out).toContain('sealing a patch');
    expect(dead.out).not.toContain('sealed in');
    other.worker.signal('SIGTERM');
    const stopped = await other.worker.ended;
    expect(stopped.code).toBe(0);
    expect(stopped.out).toContain('sealed in');
    await shared.assertChain();
    await expectAsAlone(shared.archive);

    // One process makes the requests and writes; workers leave nothing behind.
    expect(site.mostAtOnce()).toBe(1);
    const gaps = site.requests.slice(1).map(({ at }, index) => at - (site.requests[index]?.endedAt ?? Infinity));
    expect(gaps.filter((gap) => gap < GAP_MS - SLACK_MS)).toEqual([]);
    for (const { folder } of [doomed, other]) {
      expect(readdirSync(folder).toSorted()).toEqual(['base.sfc', 'updategames.config.json']);
    }
    const said = [ended.out, ended.err, dead.out, dead.err, stopped.out, stopped.err].join('');
    expect(leaksOf(Buffer.from(said), PASSWORD)).toEqual([]);
    expect(await redis.keys()).toEqual([]);
  });

  test('a Redis that goes away halfway causes one warning, and the run and its worker complete', async () => {
    const redis = await startRedis();
    const shared = place(await siteFor({ games }));
    const { worker } = await startWorker(shared, redis.address);
    const run = shared.startUpdate(['--json', `--redis=${redis.address}`], { cli });
    await worker.said('sealing a patch');
    await redis.kill();
    const ended = await run.ended;
    expect(ended).toMatchObject({ code: 1, err: '' });
    const warnings = eventsOfType(ended.out, 'warning').map(({ message }) => message);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`The connection to redis://127.0.0.1:${redis.port} was lost`);
    await worker.said('waiting for it to come back');
    worker.signal('SIGINT');
    expect(await worker.ended).toMatchObject({ code: 0 });
    await expectAsAlone(shared.archive);
  });

  test('a stopped worker does not wait for a Redis that does not answer', async () => {
    const redis = await startRedis();
    const { worker } = await startWorker(place(await siteFor({ games })), redis.address);
    redis.freeze();
    worker.signal('SIGTERM');
    const { code, out } = await worker.ended;
    expect(code).toBe(0);
    expect(out).toContain(`redis://127.0.0.1:${redis.port} does not answer; no longer waiting for it.\n`);
  });

  test('nor does one that is sealing a pair, or just asking for the next', async () => {
    const redis = await startRedis();
    const shared = place(await siteFor({ games }));
    const { worker } = await startWorker(shared, redis.address);
    const run = shared.startUpdate(['--json', `--redis=${redis.address}`], { cli });
    await worker.said('sealing a patch');
    redis.freeze();
    worker.signal('SIGINT');
    expect(await worker.ended).toMatchObject({ code: 0 });
    expect(await run.ended).toMatchObject({ code: 1, err: '' });
    await expectAsAlone(shared.archive);
  });

  test.each(['update', 'worker'])(
    '%s does not wait for a Redis that has not answered from the start',
    async (command) => {
      const redis = await startRedis();
      redis.freeze();
      const { folder } = place(await siteFor({ games }));
      const { code, err } = await romflow([command, `--redis=${redis.address}`], { cwd: folder });
      expect([code, err]).toEqual([
        2,
        `romflow: --redis: redis://127.0.0.1:${redis.port} cannot be used (it does not answer): start Redis there, correct the ` +
          'address or its password, or run without it.\n',
      ]);
    },
  );

  test('nothing waits for workers that do not exist', async () => {
    const redis = await startRedis();
    const shared = place(await siteFor({ games }));
    expect(await shared.update([`--redis=${redis.address}`], { cli })).toMatchObject({ code: 1, err: '' });
    await expectAsAlone(shared.archive);
    expect(await redis.keys()).toEqual([]);
  });

  test('a wrong password is reported in a sentence without it', async () => {
    const redis = await startRedis({ password: 'another' });
    const { folder } = place(await siteFor({ games }));
    const address = `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${redis.port}`;
    const { code, out, err } = await romflow(['worker', '--base-rom=base.sfc'], {
      cwd: folder,
      env: { ROMFLOW_REDIS: address },
    });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^romflow: --redis: redis:\/\/127\.0\.0\.1:\d+ cannot be used \(WRONGPASS .*\): .*\n$/);
    expect(leaksOf(Buffer.from(err), PASSWORD)).toEqual([]);
  });
});

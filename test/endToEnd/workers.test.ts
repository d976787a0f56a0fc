import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Site } from '../../src/demo/site.js';
import { archiveDigest, archiveState } from './archiveDigest.js';
import { eventsOfType } from './events.js';
import { type Running, startRomflow } from './program.js';
import { startRedis, whyNoRedis } from './redisServer.js';
import { testBuild } from './testBuild.js';
import { configFor, golden, siteFor, type Workplace, workplace } from './workplace.js';

const { games, base } = golden();
/** The moment between the patch and the blobs of a worker's first seal. */
const IN_A_SEAL = { ROMFLOW_FAILPOINT: 'within a seal#1' };
const GAP_MS = 40;

const noRedis = whyNoRedis();
if (noRedis !== null) console.warn(`What needs a Redis is not tested: ${noRedis}`);

let build: ReturnType<typeof testBuild>;
beforeAll(() => {
  build = testBuild();
});
afterAll(() => {
  rmSync(build.folder, { recursive: true, force: true });
});

/** One hack in hand here, all others for the workers; a worker that is silent for a second is given up. */
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

/** A worker that waits for work. */
async function startWorker({ folder }: Workplace, address: string, env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const worker = startRomflow(['worker', '--concurrency=1', '--base-rom=base.sfc'], {
    cwd: folder,
    cli: build.cli,
    env: { ROMFLOW_REDIS: address, ...env },
  });
  onTestFinished(() => {
    worker.signal('SIGKILL');
  });
  await worker.said('Waits at');
  return worker;
}

/** What a run without any help comes to. */
async function alone(): Promise<{ readonly digest: string; readonly archive: string }> {
  const lone = place(await siteFor({ games }));
  expect(await lone.update([], { cli: build.cli })).toMatchObject({ code: 1, err: '' });
  return { digest: archiveDigest(lone.archive), archive: lone.archive };
}

test('worker threads come to the same archive', async () => {
  const threaded = place(await siteFor({ games }));
  expect(await threaded.update(['--workers=2'], { cli: build.cli })).toMatchObject({ code: 1, err: '' });
  const { digest, archive } = await alone();
  if (archiveDigest(threaded.archive) !== digest) {
    expect(archiveState(threaded.archive)).toEqual(archiveState(archive));
  }
});

describe.skipIf(noRedis !== null)('with a Redis', () => {
  test('two workers, one killed in the middle of a seal, come to the same archive, at the pace of one run', async () => {
    const redis = await startRedis({ password: 'sesame&open:1' });
    const site = await siteFor({ games });
    const shared = place(site);
    const doomed = await startWorker(shared, redis.address, IN_A_SEAL);
    const other = await startWorker(shared, redis.address);
    const ended = await shared.update(['--json'], { cli: build.cli, env: { ROMFLOW_REDIS: redis.address } });
    expect(ended).toMatchObject({ code: 1, err: '' });

    // It was in the middle of a seal, and that seal was made by another.
    const dead = await doomed.ended;
    expect(dead.code).toBeNull();
    expect(dead.out).toContain('seals a patch');
    expect(dead.out).not.toContain('sealed in');
    other.signal('SIGTERM');
    const stopped = await other.ended;
    expect(stopped).toMatchObject({ code: 0 });
    expect(stopped.out).toContain('sealed in');

    const { digest, archive } = await alone();
    if (archiveDigest(shared.archive) !== digest) {
      expect(archiveState(shared.archive)).toEqual(archiveState(archive));
    }
    await shared.assertChain({ baseRom: base.bytes });
    console.log(dead.out, stopped.out, eventsOfType(ended.out, 'warning'), ended.out);
  });
});
void join;

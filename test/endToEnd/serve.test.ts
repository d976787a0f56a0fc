import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { gamesPage } from '../../src/dashboard/api/games.js';
import { currentRun } from '../../src/dashboard/api/run.js';
import { summary } from '../../src/dashboard/api/summary.js';
import { type Running, romflow, startRomflow } from './program.js';
import { testBuild } from './testBuild.js';
import { type Workplace, configFor, goldenWorkplace } from './workplace.js';

const TOKEN = 'the-token-of-this-test-and-no-other';

const cli = testBuild();

/** The built program, serving; stopped after the test. */
async function serving({ folder, temp, archive }: Workplace, words: readonly string[] = []) {
  mkdirSync(archive, { recursive: true });
  const env = { XDG_STATE_HOME: `${folder}/state`, TMPDIR: temp, ROMFLOW_TOKEN: TOKEN };
  const server: Running = startRomflow(['serve', '--archive', 'archive', '--port', '0', ...words], {
    cwd: folder,
    env,
    cli,
  });
  onTestFinished(async () => {
    server.signal('SIGINT');
    await server.ended;
  });
  const url = /http:\/\/\S+/.exec(await server.said('/\n'))?.[0] ?? '';
  const get = async <T>(schema: z.ZodType<T>, path: string): Promise<T> =>
    schema.parse(await (await fetch(`${url}api/${path}`)).json());
  const post = async (path: string, body: unknown): Promise<number> => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    return (await fetch(`${url}api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };
  const runIs = async (...statuses: readonly string[]) => {
    for (;;) {
      const run = await get(currentRun, 'run');
      if (statuses.includes(run.status)) return run;
      await sleep(20);
    }
  };
  return { server, url, get, post, runIs };
}

type GoldenPlace = Awaited<ReturnType<typeof goldenWorkplace>>;

/** The configuration, with this pause between downloads, in milliseconds. */
function withPause({ site, base, folder }: GoldenPlace, downloadDelay: number): object {
  const config = configFor(site.origin, base, folder);
  return { ...config, smwc: { ...config.smwc, downloadDelay } };
}
const slowly = (place: GoldenPlace): object => withPause(place, 400);
const quickly = (place: GoldenPlace): object => withPause(place, 1);

describe('serve', () => {
  test('starts, pauses, resumes and stops an update, and shows its results in the archive', async () => {
    const place = await goldenWorkplace();
    place.writeConfig(slowly(place));
    const { get, post, runIs } = await serving(place, ['--allow-control']);
    expect((await get(summary, 'summary')).holds).toBeNull();

    expect(await post('run', { command: 'update' })).toBe(202);
    expect(await post('run', { command: 'update' })).toBe(409);
    expect(await runIs('running')).toMatchObject({ here: true });
    expect(await post('run/orders', { order: 'pause' })).toBe(202);
    await runIs('paused');
    expect(await post('run/orders', { order: 'resume' })).toBe(202);
    await runIs('running');
    expect(await post('run/orders', { order: 'stop' })).toBe(202);
    await runIs('ended');
    while ((await get(currentRun, 'run')).here) await sleep(20);
    expect((await get(summary, 'summary')).lastRun).toMatchObject({ outcome: 'paused' });

    place.writeConfig(quickly(place));
    expect(await post('run', { command: 'update' })).toBe(202);
    while ((await get(currentRun, 'run')).here) await sleep(20);
    expect(await get(gamesPage, 'games')).toMatchObject({ total: (await get(summary, 'summary')).holds?.games });
    expect((await get(gamesPage, 'games')).total).toBeGreaterThan(3);

    const trial = { dryRun: true, command: 'update' };
    expect(await post('run', trial)).toBe(202);
    while ((await get(currentRun, 'run')).here) await sleep(20);
    expect(await get(currentRun, 'run')).toMatchObject({ status: 'ended', view: trial });
  });

  test('stops the run that it started when it is stopped itself', async () => {
    const place = await goldenWorkplace();
    place.writeConfig(slowly(place));
    const { server, post, runIs } = await serving(place, ['--allow-control']);
    expect(await post('run', { command: 'update' })).toBe(202);
    await runIs('running');
    server.signal('SIGINT');
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(
      place.rows(
        z.object({ status: z.string() }),
        "SELECT status FROM update_status WHERE operation_type = 'game_update'",
      ),
    ).toEqual([{ status: 'paused' }]);
  });

  test('shows a run that was started elsewhere, but cannot control it', async () => {
    const place = await goldenWorkplace();
    place.writeConfig(slowly(place));
    const { post, runIs, get } = await serving(place, ['--allow-control']);
    const update = place.startUpdate([], { cli });
    const run = await runIs('running');
    expect(run.here).toBe(false);
    expect(await post('run/orders', { order: 'stop' })).toBe(409);
    expect(await post('run', { command: 'update' })).toBe(409);
    update.signal('SIGINT');
    await update.ended;
    expect(await get(currentRun, 'run')).toMatchObject({ status: 'ended', view: { outcome: 'paused' } });
  });

  test('says why a run failed', async () => {
    const place = await goldenWorkplace();
    writeFileSync(`${place.folder}/base.sfc`, 'no ROM');
    const { post, get } = await serving(place, ['--allow-control']);
    expect(await post('run', { command: 'update' })).toBe(202);
    while ((await get(currentRun, 'run')).here) await sleep(20);
    expect((await get(currentRun, 'run')).failure).toMatch(/base\.sfc/);
  });

  test('reports a port that is in use in one sentence, with code 2', async () => {
    const place = await goldenWorkplace();
    const { url } = await serving(place);
    const words = ['serve', '--archive', 'archive', '--port', new URL(url).port];
    const { code, out, err } = await romflow(words, { cwd: place.folder, env: { XDG_STATE_HOME: place.folder } });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^romflow: Port \d+ is in use; [^\n]*\n$/);
  });
});

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { update } from '../../src/commands/update.js';
import { loadSettings } from '../../src/config/settings.js';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import { BaseRomError } from '../../src/model/errors.js';
import { type RunEvent, runEvent } from '../../src/model/events.js';
import { fakeHost } from './fakeHost.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'romflow-update-'));
});
afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

const settings = (flags: Record<string, unknown> = {}) =>
  loadSettings({ flags, env: { XDG_STATE_HOME: join(cwd, 'state') }, cwd });

test('a run that cannot begin reports its start, fails, and leaves no file', async () => {
  const { host, out, err } = fakeHost();
  await expect(update(await settings(), host)).rejects.toBeInstanceOf(BaseRomError);
  expect(out()).toContain(`Archive: ${cwd}\n`);
  expect(err()).toBe('');
  expect(await readdir(cwd)).toEqual([]);
});

test('with --json, stdout gets nothing but events, the same as an observer gets', async () => {
  const { host, out } = fakeHost();
  const watched: RunEvent[] = [];
  const running = update(await settings({ json: true, dryRun: true }), host, (event) => watched.push(event));
  await expect(running).rejects.toBeInstanceOf(BaseRomError);
  const printed = out()
    .trimEnd()
    .split('\n')
    .map((line) => runEvent.parse(JSON.parse(line)));
  expect(printed).toEqual(watched);
  expect(printed).toMatchObject([{ type: 'run.started', command: 'update', archive: cwd, dryRun: true }]);
});

test('a run that has ended closes a stdin pipe that is still open', async () => {
  const stdin = new PassThrough();
  stdin.write('1\n');
  const { host } = fakeHost({ stdin });
  await expect(update(await settings(), host)).rejects.toBeInstanceOf(BaseRomError);
  expect(stdin.destroyed).toBe(true);
});

test('stdin is not read when ids are given', async () => {
  const stdin = new PassThrough({ read: () => expect.fail('it was read') });
  const { host } = fakeHost({ stdin });
  await expect(update(await settings({ gameIds: ['1,2'] }), host)).rejects.toBeInstanceOf(BaseRomError);
});

test('warns of a main database that is missing beside the other one, before starting from scratch', async () => {
  const { bytes, sha224 } = demoBaseRom();
  await writeFile(join(cwd, 'smw.sfc'), bytes);
  await writeFile(join(cwd, 'updategames.config.json'), JSON.stringify({ baseRom: { sha224 } }));
  const told = async (): Promise<string> => {
    const { host, out, err } = fakeHost();
    const offline = { ...(await settings()), fetchMetadata: false };
    expect(await update(offline, { ...host, stdin: null })).toBe(0);
    return out() + err();
  };
  expect(await told()).not.toContain('is missing');
  const { rhdata, patchbin } = (await settings()).databases;
  await rm(rhdata);
  expect(await told()).toContain(
    `The database ${rhdata} is missing, although ${patchbin} is there: starting from scratch. If it was lost, stop this run and restore it from a backup.`,
  );
  expect(await told()).not.toContain('is missing');
});

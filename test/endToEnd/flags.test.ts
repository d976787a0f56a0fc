import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readCommandLine } from '../../src/commands/commandLine.js';
import { COMMANDS } from '../../src/commands/table.js';
import { archiveDigest } from './archiveDigest.js';
import { type Workplace, goldenWorkplace, pageRequests, zipRequests } from './workplace.js';

const statuses = (place: Workplace): readonly string[] =>
  place
    .rows(z.object({ status: z.string() }), 'SELECT status FROM game_fetch_queue ORDER BY gameid')
    .map(({ status }) => status);

const blob = z.object({
  gameid: z.string(),
  version: z.int(),
  patch_filename: z.string(),
  patchblob1_key: z.string(),
  patchblob1_name: z.string(),
  is_primary: z.coerce.number(),
  named: z.coerce.number(),
});

test('--limit processes no more than that many games, and the next run resumes with the rest', async () => {
  const ids = ['41042', '41056', '41077', '41084'];
  const place = await goldenWorkplace(ids, { perPage: 2 });
  const whole = await goldenWorkplace(ids, { perPage: 2 });

  const limited = await place.update(['--limit', '2']);
  expect(limited).toMatchObject({ code: 1, err: '' });
  expect(zipRequests(place.site)).toHaveLength(2);
  expect(pageRequests(place.site)).toEqual(['1']);
  expect(statuses(place)).toEqual(['completed', 'failed']);

  expect(await place.update(['--resume'])).toMatchObject({ code: 0, err: '' });
  expect(pageRequests(place.site)).toEqual(['1', '2']);
  expect(statuses(place)).toEqual(['completed', 'failed', 'completed', 'completed']);
  await place.assertChain();

  expect((await whole.update()).code).toBe(1);
  expect(archiveDigest(place.archive)).toBe(archiveDigest(whole.archive));
});

describe('--all-patches', () => {
  const blobsOf = (place: Workplace): readonly z.infer<typeof blob>[] =>
    place.rows(
      blob,
      `SELECT gv.gameid, gv.version, pb.*, pb.patchblob1_name = gv.patchblob1_name AS named
       FROM patchblobs pb JOIN gameversions gv USING (gvuuid) ORDER BY pb.is_primary DESC`,
    );

  test.each([
    ['as a flag', ['--all-patches'], {}],
    ['in the configuration', [], { processing: { processAllPatches: true } }],
  ])('%s gives every patch that applies a blob of its own', async (_, flags, processing) => {
    const place = await goldenWorkplace(['41021']);
    const config: unknown = JSON.parse(readFileSync(join(place.folder, 'updategames.config.json'), 'utf8'));
    place.writeConfig(Object.assign({}, config, processing));
    expect(await place.update(flags)).toMatchObject({ code: 0, err: '' });

    const blobs = blobsOf(place);
    expect(blobs.map(({ patch_filename, is_primary, named }) => [patch_filename, is_primary, named])).toEqual([
      ['Both.bps', 1, 1],
      ['Both.ips', 0, 0],
    ]);
    expect(new Set(blobs.map(({ patchblob1_key }) => patchblob1_key)).size).toBe(2);
    for (const { patchblob1_name } of blobs)
      expect(existsSync(join(place.archive, 'blobs', patchblob1_name))).toBe(true);
    expect(await place.assertChain()).toEqual({ gameversions: 1, patchblobs: 2, attachments: 2 });
  });

  test('without it, only the primary one gets a blob', async () => {
    const place = await goldenWorkplace(['41021']);
    expect(await place.update()).toMatchObject({ code: 0, err: '' });
    expect(blobsOf(place).map(({ patch_filename }) => patch_filename)).toEqual(['Both.bps']);
    expect(await place.assertChain()).toEqual({ gameversions: 1, patchblobs: 1, attachments: 1 });
  });
});

test('--no-process-new only fills the queue, and --no-fetch-metadata only works it off', async () => {
  const place = await goldenWorkplace(['41077', '41084'], { perPage: 1 });
  const { site } = place;

  expect(await place.update(['--no-process-new'])).toMatchObject({ code: 0, err: '' });
  expect(pageRequests(site)).toEqual(['1', '2']);
  expect(zipRequests(site)).toEqual([]);
  expect(statuses(place)).toEqual(['pending', 'pending']);

  expect(await place.update(['--no-fetch-metadata'])).toMatchObject({ code: 0, err: '' });
  expect(pageRequests(site)).toEqual(['1', '2']);
  expect(zipRequests(site)).toHaveLength(2);
  expect(statuses(place)).toEqual(['completed', 'completed']);
  expect(await place.assertChain()).toMatchObject({ gameversions: 2 });
});

test('the npm scripts run the program with arguments that it accepts', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const flagsOf = (name: string): unknown => {
    const [node, file, ...words] = (scripts[name] ?? '').split(' ');
    expect([node, file], name).toEqual(['node', 'dist/cli.js']);
    const { command, flags } = z
      .object({ command: z.unknown(), flags: z.record(z.string(), z.unknown()) })
      .parse(readCommandLine(words, COMMANDS));
    expect(command, name).toBe(COMMANDS.update);
    return flags;
  };
  expect(flagsOf('updategames')).toEqual({});
  expect(flagsOf('updategames:all')).toEqual({ allPatches: true });
  expect(flagsOf('updategames:test')).toEqual({ dryRun: true, limit: '5' });
  expect(flagsOf('updategames:resume')).toEqual({ resume: true });
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['build', 'test', 'demo', 'lint', 'bench']));
});

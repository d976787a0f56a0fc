import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { crc32Hex, sha1Hex, sha224Hex, shake128Name } from '../../src/formats/hashes.js';
import { SHIPPED } from './program.js';
import { type Workplace, goldenWorkplace, zipRequests } from './workplace.js';

/** Bookkeeping columns, which any run may change. */
const BOOKKEEPING = ['update_status', 'smwc_metadata_cache'];

const text = z.string().nullable();
const tested = z.object({
  gameid: z.string(),
  patch_filename: z.string(),
  is_primary: z.coerce.number(),
  test_result: z.string(),
  pat_sha1: text,
  pat_sha224: text,
  pat_shake_128: text,
  result_sha1: text,
  result_sha224: text,
  result_shake1: text,
  result_file_path: text,
});
const recorded = z.object({
  gameid: z.string(),
  version: z.int(),
  name: z.string(),
  pat_sha224: z.string(),
  patchblob1_name: z.string(),
  result_sha224: z.string(),
  patchblob1_key: z.string(),
});
const queued = z.object({ gameid: z.string(), status: z.string(), error_message: text });

const RECORDED = `SELECT gv.*, pb.result_sha224, pb.patchblob1_key FROM gameversions gv
  JOIN patchblobs pb ON pb.patchblob1_name = gv.patchblob1_name`;

const lastingRows = (place: Workplace): object =>
  Object.fromEntries(Object.entries(place.rowCounts()).filter(([table]) => !BOOKKEEPING.includes(table)));

test('an update of the golden site ends as expected, and a second run has nothing to do', async () => {
  const place = await goldenWorkplace([], { perPage: 5 });
  const { site, games, base } = place;
  const good = games.filter(({ expect: { primary } }) => primary !== null);

  const first = await place.update([], { cli: SHIPPED });
  expect(first.err).toBe('');
  // Two of the hacks have nothing that can be recorded.
  expect(first.code).toBe(1);
  expect(await place.assertChain({ baseRom: base.bytes })).toMatchObject({ gameversions: good.length });
  expect(site.mostAtOnce()).toBe(1);
  expect(new Set(site.requests.map(({ userAgent }) => userAgent))).toEqual(
    new Set([expect.stringMatching(/^romflow\/\d+\.\d+\.\d+ \(\+https:\/\//)]),
  );

  const versions = place.rows(recorded, RECORDED);
  expect(versions.map(({ gameid }) => gameid).sort()).toEqual(good.map(({ id }) => id).sort());
  for (const { id, expect: expected } of games) {
    const rows = place.rows(tested, `SELECT * FROM patch_files_working WHERE gameid = '${id}'`);
    expect(rows.map(({ patch_filename }) => patch_filename).sort(), id).toEqual(
      expected.patches.map(({ path }) => path).sort(),
    );
    for (const { path, patch, result, primary } of expected.patches) {
      const row = rows.find(({ patch_filename }) => patch_filename === path);
      expect(row, `${id} ${path}`).toMatchObject({
        is_primary: primary ? 1 : 0,
        test_result: result === null ? 'failed' : 'success',
        pat_sha1: patch.sha1,
        pat_sha224: patch.sha224,
        pat_shake_128: patch.shake128,
        result_sha1: result?.sha1 ?? null,
        result_sha224: result?.sha224 ?? null,
        result_shake1: result?.shake128 ?? null,
      });
      if (result === null) continue;
      const rom = readFileSync(join(place.archive, row?.result_file_path ?? ''));
      expect({ size: rom.length, crc32: crc32Hex(rom), sha1: sha1Hex(rom) }).toEqual({
        size: result.size,
        crc32: result.crc32,
        sha1: result.sha1,
      });
      expect({ sha224: sha224Hex(rom), shake128: shake128Name(rom) }).toEqual({
        sha224: result.sha224,
        shake128: result.shake128,
      });
    }
    const primary = expected.patches.find((patch) => patch.primary);
    const version = versions.find(({ gameid }) => gameid === id);
    expect(version?.pat_sha224, id).toBe(primary?.patch.sha224);
    expect(version?.result_sha224, id).toBe(primary?.result?.sha224);
    if (version !== undefined) expect(version.version, id).toBe(1);
  }

  const blobOf = (name: string): string | undefined => versions.find((row) => row.name === name)?.patchblob1_name;
  expect(blobOf('Twin A')).toMatch(/^pblob_\d+_[0-9a-f]{10}$/);
  expect(blobOf('Twin A')).toBe(blobOf('Twin B'));
  expect(versions.map(({ name }) => name)).toContain('Old School & Sons');

  const failures = place.rows(queued, "SELECT * FROM game_fetch_queue WHERE status = 'failed' ORDER BY gameid");
  expect(failures.map(({ gameid, error_message }) => [gameid, error_message])).toEqual([
    ['41049', expect.stringMatching(/^None of its 2 patches applies; "a\.bps": .+ROM/)],
    ['41056', 'There is no patch (.bps or .ips) in its ZIP.'],
  ]);
  for (const { gameid, error_message } of failures) {
    expect(first.out).toContain(`✗ ${gameid}: `);
    expect(first.out).toContain(error_message);
  }
  expect(first.out).toMatch(new RegExp(`Recorded: +${good.length}\n`));

  const rows = lastingRows(place);
  const fetched = zipRequests(site).length;
  expect(fetched).toBe(games.length);
  const second = await place.update([], { cli: SHIPPED });
  expect(second).toMatchObject({ code: 0, err: '' });
  expect(zipRequests(site)).toHaveLength(fetched);
  expect(lastingRows(place)).toEqual(rows);
  expect(await place.assertChain()).toMatchObject({ gameversions: good.length });
});

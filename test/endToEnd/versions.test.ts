import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Site } from '../../src/demo/site.js';
import type { SiteGame } from '../../src/demo/siteGame.js';
import type { JsonObject } from '../../src/model/game.js';
import { type Workplace, golden, siteFor, workplace, zipRequests } from './workplace.js';

const ID = '41000';
const { games, base } = golden(ID, '41084', '41042');

const text = z.string().nullable();
const version = z.object({
  version: z.int(),
  name: z.string(),
  gvchange_attributes: text,
  gvchanges: text,
  pat_sha224: text,
  local_resource_filename: text,
});

async function recorded(): Promise<
  Workplace & { readonly site: Site; readonly game: SiteGame; readonly change: (record: JsonObject) => void }
> {
  const site = await siteFor({ games });
  const place = workplace(site.origin, base);
  expect(await place.update()).toMatchObject({ code: 0, err: '' });
  const game = games.find(({ id }) => id === ID);
  if (game === undefined) throw new Error('the golden site lacks its first game');
  const change = (record: JsonObject): void => {
    site.replace({ ...game, record: { ...game.record, ...record } });
  };
  return { ...place, site, game, change };
}

const versionsOf = (place: Workplace): readonly z.infer<typeof version>[] =>
  place.rows(
    version,
    `SELECT version, name, gvchange_attributes, gvchanges, pat_sha224, local_resource_filename FROM gameversions
     WHERE gameid = '${ID}' ORDER BY version`,
  );
const log = z.object({ change_type: z.string(), changed_columns: z.string() });
const logOf = (place: Workplace): readonly z.infer<typeof log>[] =>
  place.rows(log, 'SELECT change_type, changed_columns FROM change_detection_log ORDER BY rowid');
const stats = z.object({ gameid: z.string(), downloads: text, rating: text });
const statsOf = (place: Workplace): readonly z.infer<typeof stats>[] =>
  place.rows(stats, 'SELECT gameid, downloads, rating FROM gameversion_stats ORDER BY rowid');
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

test('a changed record becomes a version with the ZIP that is already there', async () => {
  const { site, game, change, ...place } = await recorded();
  const fetched = zipRequests(site).length;
  change({ name: 'Plain &amp; Castle', tags: ['music'] });
  const updated = await place.update();
  expect(updated).toMatchObject({ code: 0, err: '' });
  expect(updated.out).toContain(`✓ ${ID}: Plain & Castle recorded as version 2`);
  expect(zipRequests(site)).toHaveLength(fetched);

  const [first, second, ...others] = versionsOf(place);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ version: 1, gvchange_attributes: null, gvchanges: null });
  expect(second).toMatchObject({
    version: 2,
    name: 'Plain & Castle',
    gvchange_attributes: '["name","tags"]',
    pat_sha224: first?.pat_sha224,
    local_resource_filename: `zips/${ID}.zip`,
  });
  expect(JSON.parse(second?.gvchanges ?? '')).toEqual({
    name: { old: String(game.record.name), new: 'Plain & Castle' },
    tags: { old: '["music","vanilla"]', new: '["music"]' },
  });
  expect(logOf(place)).toEqual([{ change_type: 'major', changed_columns: '["name","tags"]' }]);

  const rows = place.rowCounts();
  expect((await place.update(['--full-crawl'])).code).toBe(0);
  expect((await place.update()).code).toBe(0);
  expect(place.rowCounts()).toMatchObject({ gameversions: rows.gameversions, change_detection_log: 1 });
  await place.assertChain();
});

test('a file that was replaced in place becomes a version with a ZIP of its own', async () => {
  const { site, game, ...place } = await recorded();
  const old = join(place.archive, 'zips', `${ID}.zip`);
  const oldHash = sha256(old);
  const content = games.find(({ id }) => id === '41084')?.content;
  if (!Buffer.isBuffer(content)) throw new Error('the golden site lacks another ZIP');
  site.replace({ ...game, content, record: { ...game.record, size: content.length } });
  expect(await place.update()).toMatchObject({ code: 0, err: '' });

  expect(sha256(old)).toBe(oldHash);
  expect(readFileSync(join(place.archive, 'zips', `${ID}_2.zip`)).equals(content)).toBe(true);
  const [first, second] = versionsOf(place);
  expect(JSON.parse(second?.gvchange_attributes ?? '')).toEqual(['size', 'patchblob1_name', 'pat_sha224']);
  expect(second).toMatchObject({ version: 2, local_resource_filename: `zips/${ID}_2.zip` });
  expect(second?.pat_sha224).not.toBe(first?.pat_sha224);
  await place.assertChain();
});

test('a new file name is fetched; a new host, protocol or percent-encoding alone is not a change', async () => {
  const { site, game, change, ...place } = await recorded();
  const fetched = zipRequests(site).length;
  change({ download_url: `https://elsewhere.example/${ID}/Plain Castle.zip?x=1` });
  expect((await place.update()).out).not.toContain('version 2');
  expect(zipRequests(site)).toHaveLength(fetched);

  site.replace({ ...game, fileName: 'Plain Castle 1.1.zip' });
  expect((await place.update()).out).toContain('version 2');
  expect(zipRequests(site)).toHaveLength(fetched + 1);
  // Identical bytes need not be kept twice.
  expect(versionsOf(place)[1]).toMatchObject({ gvchange_attributes: '["download_url","name_href"]' });
});

test('changed downloads and ratings go into rows of their own', async () => {
  const { change, ...place } = await recorded();
  expect(statsOf(place)).toEqual([]);
  change({ downloads: 10_000, rating: 4.5 });
  expect((await place.update()).code).toBe(0);
  expect((await place.update()).code).toBe(0);
  change({ downloads: 10_001, rating: 4.5 });
  expect((await place.update(['--full-crawl'])).code).toBe(0);
  expect(statsOf(place)).toEqual([
    { gameid: ID, downloads: '10000', rating: '4.5' },
    { gameid: ID, downloads: '10001', rating: '4.5' },
  ]);
  expect(versionsOf(place)).toHaveLength(1);
  expect(logOf(place).map(({ change_type }) => change_type)).toEqual(['minor', 'minor']);
});

test('a changed game that fails keeps its old version, and is tried again when it changes again', async () => {
  const { site, game, ...place } = await recorded();
  const noZip = Buffer.from('PK but no ZIP');
  site.replace({ ...game, content: noZip, record: { ...game.record, size: noZip.length } });
  expect((await place.update()).code).toBe(1);
  expect((await place.update()).out).not.toContain(`Processing game ${ID}`);
  expect(versionsOf(place)).toHaveLength(1);

  site.replace({ ...game, record: { ...game.record, name: 'Mended' } });
  expect((await place.update()).out).toContain(`✓ ${ID}: Mended recorded as version 2`);
  expect(logOf(place)).toHaveLength(2);
  await place.assertChain();
});

test('a game asked for by id is tested again with the ZIP that is there, which is fetched only if it is missing', async () => {
  const { site, ...place } = await recorded();
  const fetched = zipRequests(site).length;
  const unchanged = await place.update([`--game-ids=${ID}`]);
  expect(unchanged.out).toContain(`unchanged since version 1`);
  expect(zipRequests(site)).toHaveLength(fetched);
  expect(versionsOf(place)).toHaveLength(1);

  rmSync(join(place.archive, 'zips', `${ID}.zip`));
  expect((await place.update([`--game-ids=${ID}`])).out).toContain(`unchanged since version 1`);
  expect(zipRequests(site)).toHaveLength(fetched + 1);
  expect(existsSync(join(place.archive, 'zips', `${ID}.zip`))).toBe(true);
  expect(existsSync(join(place.archive, 'zips', `${ID}_2.zip`))).toBe(false);
});

import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { statusReport } from '../../src/model/status.js';
import { romflow } from './program.js';
import { smallArchive } from './smallArchive.js';
import { newFolder } from './workplace.js';

const archive = smallArchive(['36840', '33105', '29633']);

/** Every file below a folder, with its bytes and modification time. */
const contents = (root: string): unknown =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => [name, statSync(join(root, name))] as const)
    .filter(([, found]) => found.isFile())
    .map(([name, { mtimeMs }]) => [name, mtimeMs, readFileSync(join(root, name)).toString('base64')]);

test('says what the archive holds and what failed, and changes nothing', async () => {
  const { root, around } = archive.copy();
  const before = contents(root);
  const { code, out, err } = await romflow(['status'], around);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`Archive: ${root}\n`);
  expect(out).toMatch(/Games: +2, in 2 versions\n/);
  expect(out).toMatch(/Blobs: +4, and 4 copies in the database\n/);
  expect(out).toContain('✗ 29633: Forgotten Patch: There is no patch (.bps or .ips) in its ZIP. (given up)');
  expect(out).toMatch(/✓ Last run: +completed, \d{4}-/);
  expect(out).toMatch(/✓ 127\.0\.0\.1:\d+: now\n$/);

  const again = await romflow(['status', '--json'], { ...around, cwd: newFolder() });
  expect(statusReport.parse(JSON.parse(again.out)).holds).toBeNull();
  expect(contents(root)).toEqual(before);
});

test('--json prints one object of exactly its schema', async () => {
  const { root, around } = archive.copy();
  const { code, out, err } = await romflow(['status', '--json', '--archive', root], around);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const json: unknown = JSON.parse(out);
  const report = statusReport.parse(json);
  expect(json).toEqual(report);
  expect(report).toMatchObject({
    archive: root,
    holds: { games: 2, versions: 2, patches: 4, blobs: 4, attachments: 4 },
    sizes: { databases: { files: 2 }, zips: { files: 3 }, patch: { files: 4 }, rom: { files: 4 }, blobs: { files: 8 } },
    queue: { pending: 0, downloading: 0, processing: 0, completed: 2, failed: 1, waiting: [] },
    failures: [{ id: '29633', tries: 3, final: true }],
    lastCrawl: { outcome: 'completed' },
    lastRun: { outcome: 'completed' },
    requests: [{ reason: 'free' }],
  });
});

test('says so when there is not even a folder, and makes none', async () => {
  const cwd = newFolder();
  const around = { cwd, env: { XDG_STATE_HOME: join(cwd, 'state') } };
  for (const flags of [[], ['--json']]) {
    expect(await romflow(['status', '--archive', 'none', ...flags], around)).toEqual({
      code: 2,
      out: '',
      err: `romflow: There is no folder ${join(cwd, 'none')}; name the archive's folder with --archive.\n`,
    });
  }
  expect(readdirSync(cwd)).toEqual([]);
  writeFileSync(join(cwd, 'none'), 'a file');
  expect((await romflow(['status', '--archive', 'none'], around)).err).toBe(
    `romflow: There is no folder ${join(cwd, 'none')}; name the archive's folder with --archive.\n`,
  );
});

test('--json is one line, and no name controls the terminal', async () => {
  const { root, around } = archive.copy();
  const name = 'a\u0085b\u009b31mc\u2028d\u001b[2J';
  const rhdata = new Database(join(root, 'electron', 'rhdata.db'));
  rhdata
    .prepare("UPDATE game_fetch_queue SET game_metadata = json_set(game_metadata, '$.name', ?) WHERE gameid = '29633'")
    .run(name);
  rhdata.close();
  const { out } = await romflow(['status', '--json'], around);
  expect(out).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+\n$/);
  expect(statusReport.parse(JSON.parse(out)).failures).toMatchObject([{ id: '29633', name }]);
});

test('says so when there is no archive, and makes nothing', async () => {
  const cwd = newFolder();
  const { code, out, err } = await romflow(['status'], { cwd, env: { XDG_STATE_HOME: join(cwd, 'state') } });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('○ There is no archive here yet; romflow update creates one.\n');
  expect(out).toContain('✓ www.smwcentral.net:443: now\n');
  expect(readdirSync(cwd)).toEqual([]);
});

test('reports an unreadable database in one sentence', async () => {
  const { root, around } = archive.copy();
  const rhdata = join(root, 'electron', 'rhdata.db');
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${rhdata}${suffix}`, { force: true });
  const env = { ...around.env, RHDATA_DB_PATH: join(root, 'smw.sfc') };
  expect(await romflow(['status'], { ...around, env })).toEqual({
    code: 1,
    out: '',
    err: `romflow: The database ${join(root, 'smw.sfc')} cannot be used: it is not an SQLite database; move it away or choose another file.\n`,
  });
});

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { lockArchive } from '../../src/archive/lock.js';
import { servedRecord } from '../../src/demo/siteGame.js';
import { runEvent } from '../../src/model/events.js';
import type { JsonObject } from '../../src/model/game.js';
import { brokenChains } from '../archive/archiveFolder.js';
import { makeOldArchive } from '../archive/oldArchive.js';
import { BASE64, GOLDEN_BLOBS, OTHER, RAW, goldenBlob, oldHack } from '../oldHack.js';
import { type Ended, romflow, startRomflow } from './program.js';
import { openReadOnly, rowsOf, tableNames } from './rows.js';
import { goldenWorkplace, newFolder, zipRequests } from './workplace.js';

/** An archive's folder that the program is run in, with what older tools left there. */
interface Place {
  readonly root: string;
  readonly paths: { readonly rhdata: string; readonly patchbin: string };
  readonly temp: string;
  readonly run: (...words: readonly string[]) => Promise<Ended>;
  readonly surroundings: Parameters<typeof romflow>[1];
  readonly write: (path: string, content: string | Buffer) => void;
  readonly rows: (sql: string) => readonly Record<string, unknown>[];
}

function place(): Place {
  const folder = newFolder();
  const [root, temp] = [join(folder, 'archive'), join(folder, 'tmp')];
  for (const path of [temp, join(root, 'hacks'), join(root, 'blobs')]) mkdirSync(path, { recursive: true });
  const env = { XDG_STATE_HOME: join(folder, 'state'), TMPDIR: temp, TEMP: temp, TMP: temp };
  const surroundings = { cwd: root, env };
  const paths = { rhdata: join(root, 'electron', 'rhdata.db'), patchbin: join(root, 'electron', 'patchbin.db') };
  return {
    root,
    temp,
    paths,
    surroundings,
    run: (...words) => romflow(words, surroundings),
    write: (path, content) => {
      writeFileSync(join(root, path), content);
    },
    rows: (sql) => rowsOf(paths.rhdata, sql),
  };
}

/** Every row of every table. */
const everyRow = ({ paths }: Place): unknown =>
  Object.values(paths).map((path) => {
    const db = openReadOnly(path);
    const tables = tableNames(db);
    db.close();
    return tables.map((table) => [table, rowsOf(path, `SELECT * FROM "${table}" ORDER BY rowid`)]);
  });

/** Every file below a folder with a hash of its bytes. */
const filesIn = (root: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(root, path), `${statSync(path).mtimeMs} ${hashOf(path)}`]),
  );

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

const versionsIn = ({ rows }: Place): unknown =>
  rows('SELECT gameid, version, patchblob1_name AS blob FROM gameversions ORDER BY gameid, version');

const put = ({ write }: Place, json: JsonObject, shape: (hack: JsonObject) => string = JSON.stringify): void => {
  write(`hacks/${String(json.id)}`, shape(json));
};
const putBlobs = ({ write }: Place, ...names: readonly string[]): void => {
  for (const name of names) write(`blobs/${name}`, goldenBlob(name));
};

describe('romflow import', () => {
  test('makes rows from JSON in every shape, and nothing the second time', async () => {
    const there = place();
    putBlobs(there, ...GOLDEN_BLOBS);
    put(there, oldHack('1', OTHER, { legacy_type: 'Kaizo: Hard' }));
    put(there, oldHack('2', 'pblob_31002_51e5e842ee'), (hack) => JSON.stringify(hack, null, 2));
    put(there, oldHack('3', RAW), (hack) => JSON.stringify([hack]));

    const first = await there.run('import', 'hacks');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/Recorded: +3\n/);
    expect(versionsIn(there)).toEqual([
      { gameid: '1', version: 1, blob: OTHER },
      { gameid: '2', version: 1, blob: 'pblob_31002_51e5e842ee' },
      { gameid: '3', version: 1, blob: RAW },
    ]);
    expect(there.rows("SELECT legacy_type FROM gameversions WHERE gameid = '1'")).toEqual([
      { legacy_type: 'Kaizo: Hard' },
    ]);
    expect(brokenChains(there.paths)).toEqual([]);
    for (const { name, pat_sha224 } of there.rows('SELECT patch_name AS name, pat_sha224 FROM patchblobs')) {
      const patch = readFileSync(join(there.root, String(name)));
      expect(createHash('sha224').update(patch).digest('hex')).toBe(pat_sha224);
    }

    const before = everyRow(there);
    // As a killed run has left it.
    there.write('patch/half.romflow-tmp', 'half a pa');
    const second = await there.run('import', 'hacks');
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(join(there.root, 'patch'))).not.toContain('half.romflow-tmp');
    expect(second.out).toMatch(/Recorded: +0\n/);
    expect(second.out).toMatch(/Unchanged: +3\n/);
    const attached = await there.run('attach');
    expect(attached.code).toBe(0);
    expect(attached.out).toMatch(/Attached: +0\n/);
    expect(everyRow(there)).toEqual(before);
    expect(await there.run('verify')).toMatchObject({ code: 0 });
  });

  test('reads a folder from elsewhere, and keeps its JSON in the archive', async () => {
    const there = place();
    putBlobs(there, RAW);
    const old = join(there.root, '..', 'old');
    mkdirSync(old);
    writeFileSync(join(old, '3'), JSON.stringify([oldHack('3', RAW)]));
    expect(await there.run('import', old)).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(readFileSync(join(there.root, 'hacks', '3'), 'utf8'))).toEqual(oldHack('3', RAW));
    expect(JSON.parse(readFileSync(join(old, '3'), 'utf8'))).toEqual([oldHack('3', RAW)]);
  });

  test('skips what is not a hack, with a line for each, and loses nothing', async () => {
    const there = place();
    putBlobs(there, RAW, OTHER);
    put(there, oldHack('1', RAW));
    there.write('hacks/2', '{"id": 2,');
    there.write('hacks/3', JSON.stringify({ name: 'no id' }));
    there.write('hacks/4', JSON.stringify(oldHack('5', RAW)));
    put(there, oldHack('6', RAW, { pat_sha224: 'none' }));
    put(there, oldHack('7', OTHER, { patchblob1_sha224: 'ab'.repeat(28) }));
    put(there, oldHack('8', OTHER, { pat_sha1: 'ab'.repeat(20) }));
    there.write('hacks/notes.txt', 'about hacks');
    mkdirSync(join(there.root, 'hacks', '9'));
    const before = filesIn(join(there.root, 'hacks'));

    const { code, out, err } = await there.run('import', 'hacks');
    expect(code).toBe(1);
    expect(err.trimEnd().split('\n').sort()).toEqual([
      '  ○ notes.txt skipped: Its name is not the id of a hack.',
      expect.stringMatching(/^ {2}✗ 2 skipped: .*JSON/),
      expect.stringMatching(/^ {2}✗ 3 skipped: .*no id/),
      expect.stringMatching(/^ {2}✗ 4 skipped: .*"5"/),
      expect.stringMatching(/^ {2}✗ 6 skipped: .*pat_sha224/),
      expect.stringMatching(/^ {2}✗ 7 skipped: .*blob file/),
      expect.stringMatching(/^ {2}✗ 8 skipped: .*pat_sha1/),
      expect.stringMatching(/^ {2}✗ 9 skipped: It is not a file/),
    ]);
    expect(out).toMatch(/Failed: +7\n/);
    expect(versionsIn(there)).toEqual([{ gameid: '1', version: 1, blob: RAW }]);
    expect(there.rows('SELECT patchblob1_name AS blob FROM patchblobs')).toEqual([{ blob: RAW }]);
    expect(filesIn(join(there.root, 'hacks'))).toEqual(before);
  });

  test('records a hack whose blob is missing without one; attach adds it, once', async () => {
    const there = place();
    put(there, oldHack('1', RAW));
    put(there, { id: 2, name: 'Never patched' });
    const imported = await there.run('import', 'hacks');
    expect(imported).toMatchObject({ code: 0, err: '' });
    expect(imported.out).toContain(`without its patch: ${RAW} is not in blobs/; put it there and run romflow attach`);
    expect(imported.out).toMatch(/Without a patch: +2\n/);
    const alone = { gameid: '2', version: 1, blob: null };
    expect(versionsIn(there)).toEqual([{ gameid: '1', version: 1, blob: null }, alone]);
    expect(there.rows('SELECT 1 FROM patchblobs')).toEqual([]);

    putBlobs(there, RAW, OTHER);
    const attached = await there.run('attach');
    expect(attached).toMatchObject({ code: 0, err: `  ○ ${OTHER} skipped: No row of the archive knows this blob.\n` });
    expect(attached.out).toMatch(/Completed: +1\n/);
    expect(versionsIn(there)).toEqual([{ gameid: '1', version: 1, blob: RAW }, alone]);
    const before = everyRow(there);
    expect((await there.run('attach')).code).toBe(0);
    expect((await there.run('import', 'hacks')).code).toBe(0);
    expect(everyRow(there)).toEqual(before);
  });

  test('writes one blob for hacks with the same patch and result, and its names into their JSON', async () => {
    const there = place();
    putBlobs(there, RAW, BASE64);
    put(there, oldHack('1', RAW));
    expect((await there.run('import', 'hacks')).code).toBe(0);
    put(there, oldHack('2', BASE64));
    expect((await there.run('import', 'hacks')).code).toBe(0);
    expect(there.rows('SELECT patchblob1_name AS blob FROM patchblobs')).toEqual([{ blob: RAW }]);
    expect(versionsIn(there)).toEqual([
      { gameid: '1', version: 1, blob: RAW },
      { gameid: '2', version: 1, blob: RAW },
    ]);
    expect(JSON.parse(readFileSync(join(there.root, 'hacks', '2'), 'utf8'))).toMatchObject({ patchblob1_name: RAW });
    expect(await there.run('verify')).toMatchObject({ code: 0 });
    const before = filesIn(join(there.root, 'hacks'));
    expect((await there.run('import', 'hacks')).out).toMatch(/Unchanged: +2\n/);
    expect(filesIn(join(there.root, 'hacks'))).toEqual(before);
  });

  test.each([[['import', 'hacks']], [['attach']]])('%j --dry-run does not change a byte', async (words) => {
    const there = place();
    putBlobs(there, RAW);
    put(there, oldHack('1', RAW));
    if (words[0] === 'attach') {
      expect((await there.run('import', 'hacks')).code).toBe(0);
      forget(there.paths.patchbin);
    }
    const before = filesIn(there.root);
    const { code, out, err } = await there.run(...words, '--dry-run');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Dry run: the archive stays as it is\n');
    expect(out).toMatch(/(?:Recorded|Attached): +1\n/);
    expect(filesIn(there.root)).toEqual(before);
    expect(readdirSync(there.temp)).toEqual([]);
  });

  test('--json prints nothing but events, with the summary last', async () => {
    const there = place();
    putBlobs(there, RAW);
    put(there, oldHack('1', RAW));
    there.write('hacks/2', 'none');
    const { code, out, err } = await there.run('import', 'hacks', '--json');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => runEvent.parse(JSON.parse(line)));
    expect(events.map(({ type }) => type).sort()).toEqual([
      'file.skipped',
      'files.summary',
      'hack.imported',
      'run.started',
    ]);
    expect(events.at(0)).toMatchObject({ type: 'run.started', command: 'import' });
    expect(events.at(-1)).toMatchObject({
      type: 'files.summary',
      outcome: 'complete',
      files: 2,
      recorded: 1,
      failed: 1,
    });
  });

  test('migrates an old archive first, and leaves a backup beside it', async () => {
    const there = place();
    mkdirSync(join(there.root, 'electron'));
    makeOldArchive(there.paths);
    putBlobs(there, RAW);
    put(there, oldHack('295763', RAW));
    expect(await there.run('import', 'hacks')).toMatchObject({ code: 0, err: '' });
    const kept = readdirSync(join(there.root, 'electron')).filter((name) => name.endsWith('.bak'));
    expect(kept).toHaveLength(2);
    expect(there.rows("SELECT version, legacy_type FROM gameversions WHERE gameid = '295763'")).toEqual([
      { version: 3106, legacy_type: 'Curated' },
    ]);
  });

  test('does not wait for an archive that another process holds, and leaves it alone', async () => {
    const there = place();
    putBlobs(there, RAW);
    put(there, oldHack('1', RAW));
    expect((await there.run('import', 'hacks')).code).toBe(0);
    const lock = lockArchive(there.paths.rhdata, () => new Date());
    try {
      for (const words of [['import', 'hacks'], ['attach']]) {
        const { code, err } = await there.run(...words);
        expect(code).toBe(2);
        expect(err).toMatch(new RegExp(`^romflow: Process ${process.pid} on .* has been working on this archive.*\n$`));
      }
    } finally {
      lock.release();
    }
  });

  test('a missing folder, or attach without an archive, is a usage error and makes nothing', async () => {
    const there = place();
    rmSync(join(there.root, 'hacks'), { recursive: true });
    for (const words of [['import', 'hacks'], ['import', ''], ['import'], ['attach']]) {
      const { code, err } = await there.run(...words);
      expect(code, words.join(' ')).toBe(2);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(readdirSync(there.root)).toEqual(['blobs']);
  });

  test.skipIf(process.platform === 'win32')(
    'stops between two files when it is interrupted, and then resumes',
    async () => {
      const there = place();
      putBlobs(there, RAW);
      const hacks = 300;
      for (let id = 1; id <= hacks; id += 1) put(there, oldHack(String(id), RAW));
      const running = startRomflow(['import', 'hacks'], there.surroundings);
      await running.said('recorded as version 1');
      running.signal('SIGINT');
      const { code, out } = await running.ended;
      expect(code).toBe(130);
      expect(out).toContain('  import: paused\n');
      const done = there.rows('SELECT 1 FROM gameversions').length;
      expect(out).toMatch(new RegExp(`Recorded: +${done}\n`));
      expect(done).toBeLessThan(hacks);
      expect(brokenChains(there.paths)).toEqual([]);

      const rest = await there.run('import', 'hacks');
      expect(rest.code).toBe(0);
      expect(rest.out).toMatch(new RegExp(`Recorded: +${hacks - done}\n`));
      expect(there.rows('SELECT 1 FROM gameversions')).toHaveLength(hacks);
    },
  );
});

function forget(patchbin: string): void {
  const db = new Database(patchbin);
  db.exec('DELETE FROM attachments');
  db.close();
}

describe('romflow attach', () => {
  const imported = async (): Promise<Place> => {
    const there = place();
    putBlobs(there, RAW, OTHER);
    put(there, oldHack('1', RAW));
    put(there, oldHack('2', OTHER));
    expect((await there.run('import', 'hacks')).code).toBe(0);
    return there;
  };

  test('restores attachments that rows have lost', async () => {
    const there = await imported();
    const columns =
      'pbuuid, gvuuid, parents, filekey, file_name, file_crc16, file_ipfs_cidv1, decoded_hash_md5, file_data';
    const sql = `SELECT ${columns} FROM attachments ORDER BY file_name`;
    const before = rowsOf(there.paths.patchbin, sql);
    forget(there.paths.patchbin);
    const { code, out, err } = await there.run('attach');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/Attached: +2\n/);
    expect(rowsOf(there.paths.patchbin, sql)).toEqual(before);
    expect(brokenChains(there.paths)).toEqual([]);

    const rows = everyRow(there);
    expect((await there.run('attach')).out).toMatch(/Unchanged: +2\n/);
    expect(everyRow(there)).toEqual(rows);
  });

  test('refuses a blob that does not match its row, and attaches the others', async () => {
    const there = await imported();
    forget(there.paths.patchbin);
    there.write(`blobs/${RAW}`, goldenBlob(BASE64));
    there.write('blobs/notes.txt', 'about blobs');
    const { code, out, err } = await there.run('attach');
    expect(code).toBe(1);
    expect(err).toContain(`  ✗ ${RAW} skipped: The blob file has sha224`);
    expect(err).toContain('  ○ notes.txt skipped: Its name is not the name of a blob.\n');
    expect(out).toMatch(/Attached: +1\n/);
    expect(rowsOf(there.paths.patchbin, 'SELECT file_name FROM attachments')).toEqual([{ file_name: OTHER }]);
  });
});

describe('together with update', () => {
  test('finds nothing new in what update wrote itself', async () => {
    const there = await goldenWorkplace(['41000', '41042']);
    expect((await there.update()).code).toBe(0);
    const before = there.rowCounts();
    const { code, out } = await romflow(['import', join(there.archive, 'hacks'), '--archive', 'archive'], {
      cwd: there.folder,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/Unchanged: +2\n/);
    expect(there.rowCounts()).toEqual(before);
    await there.assertChain();
  });

  test('update completes a hack that was imported without its patch, in the same version', async () => {
    const there = await goldenWorkplace(['41042']);
    const [game] = there.games;
    if (game === undefined) throw new Error('no golden game');
    mkdirSync(join(there.folder, 'old'));
    const json = { ...servedRecord(game, there.site.origin), legacy_type: 'Curated' };
    writeFileSync(join(there.folder, 'old', '41042'), JSON.stringify(json));
    const words = ['import', 'old', '--archive', 'archive', '--json'];
    const { code, out } = await romflow(words, { cwd: there.folder });
    expect(code).toBe(0);
    expect(out).toContain('"blob":null');

    expect((await there.update(['--game-ids=41042'])).code).toBe(0);
    expect(zipRequests(there.site)).toHaveLength(1);
    const row = z.object({ version: z.int(), legacy_type: z.string() });
    expect(there.rows(row, 'SELECT version, legacy_type FROM gameversions')).toEqual([
      { version: 1, legacy_type: 'Curated' },
    ]);
    await there.assertChain();
  });
});

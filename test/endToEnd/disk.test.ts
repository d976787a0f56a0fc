import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Site } from '../../src/demo/site.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { archiveDigest } from './archiveDigest.js';
import { afterUnbrokenRun } from './killed.js';
import type { Surroundings } from './program.js';
import { bound, expectRefusal, giveAway } from './refusal.js';
import { mayMount, smallDisk } from './smallDisk.js';
import { testBuild } from './testBuild.js';
import { type Workplace, golden, goldenWorkplace } from './workplace.js';

const GAMES = ['41021', '41077', '41084'];
const [EARLIER, ...LATER] = GAMES;

const cli = testBuild();
let unbroken: { readonly digest: string; readonly bytes: number };

beforeAll(async () => {
  const look = (archive: string) => ({ digest: archiveDigest(archive), bytes: bytesIn(archive) });
  unbroken = await afterUnbrokenRun(cli, GAMES, look);
});

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true }).reduce((sum, name) => sum + statSync(join(folder, String(name))).size, 0);

/** Both databases pass the integrity check. */
function expectSound(place: Workplace): void {
  for (const file of [place.rhdata, place.patchbin]) {
    const db = new Database(file);
    expect(db.pragma('integrity_check', { simple: true }), file).toBe('ok');
    db.close();
  }
}

/** An archive with one game in it and two more on the site. */
async function startedArchive(around: Partial<Surroundings>): Promise<Workplace & { readonly site: Site }> {
  const { games } = golden(...LATER);
  const place = await goldenWorkplace([EARLIER ?? '']);
  expect(await place.update([], { cli, ...around })).toMatchObject({ code: 0, err: '' });
  for (const game of games) place.site.add(game);
  return place;
}

async function expectMended(place: Workplace, around: Partial<Surroundings>): Promise<void> {
  expectSound(place);
  expect(await place.update(['--retry-failed'], { cli, ...around })).toMatchObject({ code: 0, err: '' });
  expect(archiveDigest(place.archive)).toBe(unbroken.digest);
  expect(readdirSync(join(place.archive, 'temp'))).toEqual([]);
  expectSound(place);
}

/** Where the test must be skipped, its name says why. */
const mounts = mayMount();
const diskTest = mounts ? test : test.skip;
const NEEDED = mounts ? '' : ' (left out: only the superuser of a Linux may mount a small disk)';

describe(`a full disk${NEEDED}`, () => {
  diskTest.each([0.01, 0.04, 0.08, 0.15, 0.3, 0.45, 0.6, 0.75, 0.85, 0.95])(
    'of %f of what the archive needs',
    async (part) => {
      const place = await goldenWorkplace(GAMES);
      const disk = smallDisk(place.archive, unbroken.bytes * part);
      expectRefusal(await place.update([], { cli }), /the disk is full; free some space and run again/);
      disk.change('size=256m');
      await expectMended(place, {});
    },
  );
});

describe.skipIf(process.platform === 'win32')('without permission to write', () => {
  test.each(['zips', 'patch', 'rom', 'blobs', 'hacks', 'pat_meta', 'rom_meta', 'electron'])('in %s', async (name) => {
    const place = await startedArchive({});
    giveAway(place.folder);
    const folder = join(place.archive, name);
    const before = filesOf(place.archive);
    chmodSync(folder, 0o555);
    const refused = await place.update([], { cli, ...bound });
    chmodSync(folder, 0o755);
    expectRefusal(refused, /write permission|written to|can write/);
    expect(refused.err).toContain(folder);
    expect(filesOf(place.archive)).toMatchObject(before);
    await expectMended(place, bound);
  });

  test('where the archive is to be made', async () => {
    const place = await goldenWorkplace(GAMES);
    mkdirSync(place.archive);
    giveAway(place.folder);
    chmodSync(place.archive, 0o555);
    expectRefusal(await place.update([], { cli, ...bound }), /written to|write permission/);
    expect(readdirSync(place.archive)).toEqual([]);
    expect(place.site.requests).toEqual([]);
    chmodSync(place.archive, 0o755);
    expect(await place.update([], { cli, ...bound })).toMatchObject({ code: 0, err: '' });
  });

  test.each(['rhdata', 'patchbin'] as const)('into %s.db', async (name) => {
    const place = await startedArchive({});
    giveAway(place.folder);
    const asked = place.site.requests.length;
    const before = contents(place.archive);
    chmodSync(place[name], 0o444);
    const refused = await place.update([], { cli, ...bound });
    chmodSync(place[name], 0o644);
    expectRefusal(refused, /you have no write permission/);
    expect(refused.err).toContain(place[name]);
    expect(place.site.requests).toHaveLength(asked);
    expect(contents(place.archive)).toEqual(before);
    await expectMended(place, bound);
  });
});

diskTest(`a disk that is read-only${NEEDED}`, async () => {
  const place = await goldenWorkplace([EARLIER ?? '']);
  const disk = smallDisk(place.archive, unbroken.bytes * 10);
  expect(await place.update([], { cli })).toMatchObject({ code: 0, err: '' });
  for (const game of golden(...LATER).games) place.site.add(game);
  const before = contents(place.archive);
  disk.change('ro');
  expectRefusal(await place.update([], { cli }), /write|read-only/);
  disk.change('rw');
  expect(contents(place.archive)).toEqual(before);
  await expectMended(place, {});
});

/** The same without the databases, in which a run leaves traces. */
const filesOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(contents(folder)).filter(([name]) => !name.startsWith('electron')));

/** Files with their content, except for the files that SQLite keeps beside the databases, and the lock. */
function contents(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true }).map(String);
  const kept = names.filter((name) => !/-(?:wal|shm|journal)$|\.lock$/.test(name));
  return Object.fromEntries(
    kept
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, sha224Hex(readFileSync(join(folder, name)))]),
  );
}

const PAGE = 4096;

describe('a damaged database is refused', () => {
  const damages: readonly (readonly [string, (file: string) => void, RegExp])[] = [
    [
      'text in its place',
      (file) => {
        writeFileSync(file, 'once upon a time '.repeat(1000));
      },
      /is not an SQLite database/,
    ],
    [
      'cut in half',
      (file) => {
        truncateSync(file, (statSync(file).size / PAGE / 2) * PAGE);
      },
      /damaged/,
    ],
    [
      'pages of noise behind a sound header',
      (file) => {
        const bytes = readFileSync(file);
        for (let at = PAGE; at < bytes.length; at += 3 * PAGE) bytes.fill(0xa5, at + 8, at + 600);
        writeFileSync(file, bytes);
      },
      /damaged/,
    ],
  ];
  test.each((['rhdata', 'patchbin'] as const).flatMap((name) => damages.map((damage) => [name, ...damage] as const)))(
    '%s.db: %s',
    async (name, _, damage, sentence) => {
      const place = await startedArchive({});
      const sound = join(place.folder, 'sound.db');
      copyFileSync(place[name], sound);
      damage(place[name]);
      const before = contents(place.archive);
      const asked = place.site.requests.length;
      const refused = await place.update([], { cli });
      expectRefusal(refused, sentence);
      expect(refused.err).toContain(place[name]);
      expect(place.site.requests).toHaveLength(asked);
      expect(contents(place.archive)).toEqual(before);
      copyFileSync(sound, place[name]);
      await expectMended(place, {});
    },
  );
});

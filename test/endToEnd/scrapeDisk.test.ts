import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { GONE_PATH, editedGamelist } from '../../src/demo/esDeGamelist.js';
import { sha1Hex } from '../../src/formats/hashes.js';
import type { Ended, Surroundings } from './program.js';
import { bound, expectRefusal, giveAway } from './refusal.js';
import { type ScrapeOutcome, keptAnswers, questions, scrapeOutcome } from './scrapeOutcome.js';
import { QUESTIONS, type ScrapePlace, filesBelow, scrapePlace } from './scrapePlace.js';
import { mayMount, smallDisk } from './smallDisk.js';
import { testBuild } from './testBuild.js';

const ALL = QUESTIONS.games + QUESTIONS.media;

const cli = testBuild();
let unbroken: { readonly outcome: ScrapeOutcome; readonly mediaBytes: number };

beforeAll(async () => {
  const place = await scrapePlace();
  expect(await place.scrape([], { cli })).toMatchObject({ code: 1 });
  const mediaBytes = [...filesBelow(place.media).values()].reduce((sum, bytes) => sum + bytes.length, 0);
  unbroken = { outcome: scrapeOutcome(place), mediaBytes };
  await place.remove();
});

type Around = Partial<Surroundings>;

/** A place that is removed after the test. */
async function newPlace(): Promise<ScrapePlace> {
  const place = await scrapePlace();
  onTestFinished(place.remove);
  return place;
}

/** With the events on stdout, so that stderr holds only what ends the run. */
const scrape = (place: ScrapePlace, around: Around = {}): Promise<Ended> =>
  place.scrape(['--json'], { cli, ...around });

/** Expects the next run to complete without requesting anything that is already there. */
async function expectMended(place: ScrapePlace, around: Around = {}): Promise<void> {
  const kept = keptAnswers(place);
  const from = place.site.requests.length;
  const { code, err } = await scrape(place, around);
  // The ROM that the site does not know is reported once.
  expect([0, 1], err).toContain(code);
  expect(err).toBe('');
  expect(questions(place, from).filter(({ url }) => kept.has(url))).toEqual([]);
  expect(new Set(questions(place).map(({ url }) => url)).size).toBe(ALL);
  expect(scrapeOutcome(place)).toEqual(unbroken.outcome);
  expect([...filesBelow(place.folder).keys()].filter((path) => path.endsWith('.romflow-tmp'))).toEqual([]);
}

/** Where the test must be skipped, its name says why. */
const mounts = mayMount();
const diskTest = mounts ? test : test.skip;
const NEEDED = mounts ? '' : ' (left out: only the superuser of a Linux may mount a small disk)';
const FULL = /the disk is full; free some space and run again/;

describe(`a full disk${NEEDED}`, () => {
  diskTest.each([0, 0.5])('for media, of %f of what they need', async (part) => {
    const place = await newPlace();
    const disk = smallDisk(place.media, 4096 + unbroken.mediaBytes * part);
    expectRefusal(await scrape(place), FULL);
    expect(place.listed('snes')).toBe(editedGamelist());
    disk.change('size=64m');
    await expectMended(place);
  });

  diskTest.each([8, 64, 120, 176])('for gamelists and memory, of %i KiB', async (kib) => {
    const place = await newPlace();
    const disk = smallDisk(place.gamelists, kib * 1024);
    mkdirSync(dirname(place.gamelist('snes')));
    writeFileSync(place.gamelist('snes'), editedGamelist());
    expectRefusal(await scrape(place), FULL);
    expect(place.listed('snes')).toBe(editedGamelist());
    disk.change('size=64m');
    await expectMended(place);
  });

  diskTest('for one gamelist alone: the other one is written, and this one stays as it is', async () => {
    const place = await newPlace();
    const disk = smallDisk(dirname(place.gamelist('snes')), 8192);
    writeFileSync(place.gamelist('snes'), editedGamelist());
    expectRefusal(await scrape(place), FULL);
    expect(place.listed('snes')).toBe(editedGamelist());
    expect(place.listed('nes')).not.toBeNull();
    expect(questions(place)).toHaveLength(ALL);
    disk.change('size=64m');
    await expectMended(place);
    expect(questions(place)).toHaveLength(ALL);
  });

  diskTest('for errors.log: the scrape is done all the same', async () => {
    const place = await newPlace();
    const cwd = join(place.folder, 'here');
    smallDisk(cwd, 4096);
    writeFileSync(join(cwd, 'ballast'), Buffer.alloc(4096));
    const flags = ['--json', '--config', join(place.folder, 'config.yaml')];
    const ended = await place.scrape(flags, { cli, cwd });
    expectRefusal(ended, FULL);
    expect(ended.err).toContain(join(cwd, 'errors.log'));
    expect(scrapeOutcome(place)).toEqual(unbroken.outcome);
  });

  diskTest('for the limits of the account: nothing is asked', async () => {
    const place = await newPlace();
    const disk = smallDisk(place.userState, 4096);
    expectRefusal(await scrape(place), /gate\.db cannot be used \(SQLITE_FULL\)/);
    expect(place.site.requests).toEqual([]);
    disk.change('size=64m');
    await expectMended(place);
  });
});

diskTest(`a disk that is read-only${NEEDED}`, async () => {
  const place = await newPlace();
  const disk = smallDisk(place.gamelists, 64 * 1024 * 1024);
  mkdirSync(dirname(place.gamelist('snes')));
  writeFileSync(place.gamelist('snes'), editedGamelist());
  disk.change('ro');
  expectRefusal(await scrape(place), /write|read-only/);
  disk.change('rw');
  expect(readdirSync(place.gamelists)).toEqual(['snes']);
  expect(place.site.requests).toEqual([]);
  await expectMended(place);
});

/** A folder that may not be written to, and how many requests have been made at most when that is noticed. */
const PLACES: readonly (readonly [string, (place: ScrapePlace) => string, number])[] = [
  ['the media folder', ({ media }) => media, QUESTIONS.games],
  ['the folder of gamelists', ({ gamelists }) => gamelists, 0],
  ["the user's state folder", ({ userState }) => userState, 0],
];

describe.skipIf(process.platform === 'win32')('without permission to write', () => {
  test.each(PLACES)('in %s', async (_, folderOf, most) => {
    const place = await newPlace();
    const folder = folderOf(place);
    mkdirSync(folder, { recursive: true });
    giveAway(place.folder);
    chmodSync(folder, 0o555);
    const refused = await scrape(place, bound);
    chmodSync(folder, 0o755);
    expectRefusal(refused, /write permission|can write|can be written/);
    expect(refused.err).toContain(folder);
    expect(place.listed('snes')).toBe(editedGamelist());
    expect(questions(place).length).toBeLessThanOrEqual(most);
    await expectMended(place, bound);
  });

  test('in a media folder: other media are fetched, and none of that kind are requested', async () => {
    const place = await newPlace();
    const folder = join(place.media, 'snes', 'covers');
    mkdirSync(folder, { recursive: true });
    giveAway(place.folder);
    chmodSync(folder, 0o555);
    const { code, out, err } = await scrape(place, bound);
    chmodSync(folder, 0o755);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain(`Cannot write to ${folder}: you have no write permission`);
    expect(questions(place).length).toBeLessThan(ALL);
    expect(place.listed('snes')).not.toBe(editedGamelist());
    await expectMended(place, bound);
  });

  test.each<[string, (gamelist: string) => string]>([
    ['in a folder with a gamelist in it', dirname],
    ['into a gamelist', (gamelist) => gamelist],
  ])('%s: the other systems are scraped', async (_, placeOf) => {
    const place = await newPlace();
    const barred = placeOf(place.gamelist('snes'));
    giveAway(place.folder);
    chmodSync(barred, 0o555);
    const { code, out, err } = await scrape(place, bound);
    chmodSync(barred, 0o755);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/snes.*you have no write permission/);
    expect(out).toContain(barred);
    expect(place.listed('snes')).toBe(editedGamelist());
    expect(place.listed('nes')).toContain('Pond Patrol');
    await expectMended(place, bound);
  });

  test('nor to read a folder of ROMs: entries of its ROMs are not taken for missing', async () => {
    const place = await newPlace();
    const mine = '<game><path>./sub/Mine.sfc</path><name>Mine</name><playcount>9</playcount></game>';
    const listed = editedGamelist().replace('</gameList>', `${mine}</gameList>`);
    writeFileSync(place.gamelist('snes'), listed);
    const sub = join(place.folder, 'ROMs', 'snes', 'sub');
    mkdirSync(sub);
    writeFileSync(join(sub, 'Mine.sfc'), 'mine');
    giveAway(place.folder);
    chmodSync(sub, 0);
    const { err } = await place.scrape(['--prune', '--yes'], { cli, ...bound });
    chmodSync(sub, 0o755);
    expect(err).toContain('snes: ./sub is skipped: the folder cannot be read (EACCES).');
    expect(place.listed('snes')).toContain(mine);
    expect(place.listed('snes')).not.toContain(GONE_PATH);
  });

  test('nor to read the folder of all ROMs: it is not mistaken for one without systems', async () => {
    const place = await newPlace();
    const roms = join(place.folder, 'ROMs');
    giveAway(place.folder);
    chmodSync(roms, 0o600);
    const refused = await scrape(place, bound);
    chmodSync(roms, 0o755);
    expect(refused).toMatchObject({
      code: 2,
      err: `romflow: paths.roms: ${join(roms, 'nes')} cannot be accessed; change the permissions of the folders above it\n`,
    });
    expect(place.site.requests).toEqual([]);
    expect(place.listed('snes')).toBe(editedGamelist());
  });

  test('into errors.log: the scrape is completed all the same', async () => {
    const place = await newPlace();
    giveAway(place.folder);
    writeFileSync(place.errorLog, 'of before\n', { mode: 0o444 });
    const refused = await scrape(place, bound);
    expectRefusal(refused, /you have no write permission/);
    expect(refused.err).toContain(place.errorLog);
    expect(readFileSync(place.errorLog, 'utf8')).toBe('of before\n');
    expect(scrapeOutcome(place)).toEqual(unbroken.outcome);
    await expectMended(place, bound);
  });

  test('into the state database', async () => {
    const place = await newPlace();
    await scrape(place);
    giveAway(place.folder);
    chmodSync(place.state, 0o444);
    const before = sha1Hex(readFileSync(place.state));
    const asked = place.site.requests.length;
    const refused = await scrape(place, bound);
    expectRefusal(refused, /you have no write permission/);
    expect(refused.err).toContain(place.state);
    expect(sha1Hex(readFileSync(place.state))).toBe(before);
    expect(place.site.requests).toHaveLength(asked);
    chmodSync(place.state, 0o644);
    await expectMended(place, bound);
  });
});

const PAGE = 4096;
const DAMAGES: readonly (readonly [string, (file: string) => void])[] = [
  [
    'text in its place',
    (file) => {
      writeFileSync(file, 'once upon a time '.repeat(1000));
    },
  ],
  [
    'cut in half',
    (file) => {
      truncateSync(file, Math.floor(statSync(file).size / PAGE / 2) * PAGE);
    },
  ],
  [
    'pages of noise behind a sound header',
    (file) => {
      const bytes = readFileSync(file);
      for (let at = PAGE; at < bytes.length; at += 3 * PAGE) bytes.fill(0xa5, at + 8, at + 600);
      writeFileSync(file, bytes);
    },
  ],
];

describe('a damaged state database is refused', () => {
  test.each(DAMAGES)('%s', async (_, damage) => {
    const place = await newPlace();
    await scrape(place);
    const sound = join(place.folder, 'sound.db');
    copyFileSync(place.state, sound);
    damage(place.state);
    const before = filesBelow(place.gamelists);
    const asked = place.site.requests.length;
    const refused = await scrape(place);
    expectRefusal(refused, /is damaged: move it away and run again; gamelists and media stay as they are\./);
    expect(refused.err).toContain(place.state);
    expect(place.site.requests).toHaveLength(asked);
    expect(withoutLock(filesBelow(place.gamelists))).toEqual(withoutLock(before));

    // As the message says: without it, the run requests what it cannot know, and changes nothing that is there.
    const { files } = scrapeOutcomeOf(place, sound);
    rmSync(place.state);
    expect(await scrape(place)).toMatchObject({ code: 1, err: '' });
    expect(scrapeOutcome(place).files).toEqual(files);
    expect(questions(place, asked)).toHaveLength(1);
  });

  test('and so is a damaged lock', async () => {
    const place = await newPlace();
    writeFileSync(`${place.state}.lock`, 'once upon a time '.repeat(1000));
    const refused = await scrape(place);
    expectRefusal(refused, /is not an SQLite database; move it away/);
    expect(refused.err).toContain(`${place.state}.lock`);
    expect(place.site.requests).toEqual([]);
    rmSync(`${place.state}.lock`);
    await expectMended(place);
  });
});

/** The outcome if the place had this state database. */
function scrapeOutcomeOf(place: ScrapePlace, sound: string): ScrapeOutcome {
  copyFileSync(sound, place.state);
  return scrapeOutcome(place);
}

const withoutLock = (files: ReadonlyMap<string, Buffer>): readonly (readonly [string, string])[] =>
  [...files].filter(([path]) => !path.endsWith('.lock')).map(([path, bytes]) => [path, sha1Hex(bytes)]);

describe('a state database of another version is usable', () => {
  test.each([
    ['that lacks tables', 'DROP TABLE rom_media; DROP TABLE scrape_runs; DROP TABLE romflow_schema', 1],
    ['that lacks columns', 'ALTER TABLE rom_media DROP COLUMN region; ALTER TABLE rom_states DROP COLUMN detail', 1],
    [
      'that has more of both',
      `CREATE TABLE scrape_wishes (wish TEXT NOT NULL); INSERT INTO scrape_wishes VALUES ('a pony');
       ALTER TABLE rom_states ADD COLUMN mood TEXT NOT NULL DEFAULT 'good'; PRAGMA user_version = 99`,
      0,
    ],
  ])('%s', async (_, change, copies) => {
    const place = await newPlace();
    await scrape(place);
    const db = new Database(place.state);
    db.exec(change);
    db.close();
    // Left by a run that was killed while making the copy.
    const leftOver = `${place.state}.2026-01-01T00-00-00.bak.romflow-tmp`;
    writeFileSync(leftOver, 'half a copy');
    const asked = place.site.requests.length;
    expect(await scrape(place)).toMatchObject({ code: 0, err: '' });
    expect(questions(place, asked)).toEqual([]);
    expect(scrapeOutcome(place).files).toEqual(unbroken.outcome.files);
    const names = readdirSync(place.gamelists);
    expect(names.filter((name) => /^romflow-scrape\.db\..+\.bak$/.test(name))).toHaveLength(copies);
    expect(existsSync(leftOver)).toBe(false);
  });
});

import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockGamelists } from '../../src/archive/lockGamelists.js';
import type { Fault } from '../../src/demo/siteFault.js';
import { ArchiveLockedError } from '../../src/model/errors.js';
import { romflow } from './program.js';
import { type PublishPlace, nextVersion, publishedArchive, romFiles } from './publishPlace.js';
import { newFolder } from './workplace.js';

/** How the site fails when a picture is requested; null to send it. */
let pictureFault: Fault | null = null;

const archive = publishedArchive(['28450', '35002', '4218', '36840'], ({ url }) =>
  url.pathname.startsWith('/image/') ? pictureFault : null,
);
const { outcomes } = archive;

describe('pictures', () => {
  const asked = async (place: PublishPlace, fault: Fault | null) => {
    pictureFault = fault;
    try {
      const { code, requests, events } = await outcomes(place);
      const failed = events.flatMap((event) => (event.type === 'media.failed' ? [event.reason] : []));
      return { code, requests, failed };
    } finally {
      pictureFault = null;
    }
  };

  test('that are gone cause a warning, and are not requested again until the record changes', async () => {
    const place = archive.copy();
    const gone = await asked(place, { kind: 'answer', status: 404 });
    expect(gone).toMatchObject({ code: 0, requests: 2 });
    expect(gone.failed).toHaveLength(2);
    expect(gone.failed[0]).toMatch(/gone from the site \(404\)/);
    expect(await asked(place, null)).toEqual({ code: 0, requests: 0, failed: [] });
    place.sql(nextVersion('36840', {}));
    expect(await asked(place, null)).toEqual({ code: 0, requests: 1, failed: [] });
    expect(existsSync(join(place.root, 'media', 'snes', 'screenshots', 'Cookie Kingdom.png'))).toBe(true);
  });

  test('that are not images are neither stored nor requested again', async () => {
    const place = archive.copy();
    const text = await asked(place, { kind: 'answer', status: 200, body: 'This is no picture.' });
    expect(text).toMatchObject({
      code: 0,
      requests: 2,
      failed: ['The site sent text instead of a medium.', expect.any(String)],
    });
    expect(existsSync(join(place.root, 'media'))).toBe(false);
    expect(await asked(place, null)).toEqual({ code: 0, requests: 0, failed: [] });
  });

  test('that are temporarily unavailable are tried three times, and again in the next run', async () => {
    const place = archive.copy();
    const page = {
      kind: 'answer',
      status: 200,
      body: '<html>Back soon',
      headers: { 'Content-Type': 'text/html' },
    } as const;
    expect(await asked(place, page)).toMatchObject({ code: 0, requests: 6 });
    expect(await asked(place, null)).toEqual({ code: 0, requests: 2, failed: [] });
  });

  test('on another site are never requested', async () => {
    const place = archive.copy();
    place.sql(`UPDATE gameversions SET gvjsondata = json_set(gvjsondata, '$.images', json_array('http://127.0.0.2:1/x.png'))
      WHERE gameid = '36840'`);
    const { code, requests, failed } = await asked(place, null);
    expect({ code, requests }).toEqual({ code: 0, requests: 1 });
    expect(failed).toMatchObject([expect.stringContaining('is refused')]);
  });
});

describe('a dry run', () => {
  test('requests nothing, writes nothing, and says what would be done', async () => {
    const place = archive.copy();
    const names = readdirSync(place.root).toSorted();
    const { code, requests, events, hacks } = await outcomes(place, ['--dry-run']);
    expect({ code, requests }).toEqual({ code: 0, requests: 0 });
    expect(hacks).toMatchObject({ 28450: 'planned Sky Rails.sfc', 35002: 'planned Sky Rails (35002).sfc' });
    expect(events.at(-1)).toMatchObject({ type: 'publish.summary', dryRun: true, hacks: 4, written: 4, media: 0 });
    expect(readdirSync(place.root).toSorted()).toEqual(names);
    expect(readdirSync(join(place.root, 'electron')).filter((name) => /-(?:wal|shm)$/.test(name))).toEqual([]);
  });

  test('does the same after a run', async () => {
    const place = archive.copy();
    await place.publish();
    const before = [place.times(), readdirSync(join(place.root, 'gamelists')).toSorted()];
    const { hacks } = await outcomes(place, ['--dry-run', '--name', '{id}']);
    expect(hacks).toMatchObject({ 28450: 'planned 28450.sfc' });
    expect((await outcomes(place, ['--dry-run'])).hacks).toMatchObject({ 28450: 'unchanged Sky Rails.sfc' });
    expect([place.times(), readdirSync(join(place.root, 'gamelists')).toSorted()]).toEqual(before);
  });
});

const DAMAGED: unknown = expect.stringMatching(/^The blob pblob_36840_\w+ .*is damaged/);

describe('when something goes wrong', () => {
  test('a damaged blob fails only its own hack', async () => {
    const place = archive.copy();
    for (const name of readdirSync(join(place.root, 'blobs')).filter((file) => file.startsWith('pblob_36840_'))) {
      writeFileSync(join(place.root, 'blobs', name), 'damaged');
    }
    const { code, events, hacks } = await outcomes(place);
    expect({ code, outcome: hacks[36840] }).toEqual({ code: 1, outcome: 'failed Cookie Kingdom.sfc' });
    expect(events).toContainEqual(expect.objectContaining({ id: '36840', reason: DAMAGED }));
    expect(Object.keys(romFiles(place))).toHaveLength(3);
    expect(place.gamelist()).not.toContain('Cookie');
  });

  test('a ROM that is not the recorded one is not written', async () => {
    const place = archive.copy();
    place.sql(`UPDATE patchblobs SET result_sha1 = '${'0'.repeat(40)}' WHERE patchblob1_name LIKE 'pblob_36840_%'`);
    const { code, hacks } = await outcomes(place);
    expect({ code, outcome: hacks[36840] }).toEqual({ code: 1, outcome: 'failed Cookie Kingdom.sfc' });
    expect(Object.keys(romFiles(place))).toHaveLength(3);
  });

  test.each<[string, (place: PublishPlace) => void, readonly string[], number, RegExp]>([
    [
      'no base ROM',
      ({ root }) => {
        rmSync(join(root, 'smw.sfc'));
      },
      [],
      2,
      /^romflow: There is no base ROM at /,
    ],
    [
      'a file where the ROM folder should be',
      (place) => {
        place.write('ROMs/snes', 'a file');
      },
      [],
      2,
      /^romflow: --to: .*a file is in its place/,
    ],
    [
      'a folder of the archive',
      () => undefined,
      ['--to', 'rom'],
      2,
      /^romflow: --to .* is one of the archive's own folders/,
    ],
    [
      'an unknown placeholder',
      () => undefined,
      ['--name', '{nmae}'],
      2,
      /^romflow: --name: accepts .*\{name\}.*not \{nmae\}/,
    ],
    [
      'a gamelist that cannot be parsed',
      (place) => {
        place.write('gamelists/snes/gamelist.xml', '<gameList><game>');
      },
      [],
      1,
      /^romflow: The gamelist .*gamelist\.xml is not well-formed XML/,
    ],
    ['no archive', () => undefined, ['--archive', 'nowhere'], 2, /^romflow: There is no (?:archive in|base ROM at) /],
  ])('%s: reported in one sentence, and nothing is touched', async (_, spoil, flags, code, message) => {
    const place = archive.copy();
    spoil(place);
    const words = flags.includes('--to') ? flags : ['--to', 'ROMs/snes', ...flags];
    const [files, list] = [place.files(), place.gamelist()];
    const ended = await romflow(['publish', '--gamelists', 'gamelists', '--media', 'media', ...words], {
      cwd: place.root,
      env: { XDG_STATE_HOME: newFolder() },
    });
    expect(ended.code).toBe(code);
    expect(ended.err).toMatch(message);
    expect(ended.err.trimEnd().split('\n')).toHaveLength(1);
    expect([place.files(), place.gamelist()]).toEqual([files, list]);
  });

  test('--to is required', async () => {
    const { code, out, err } = await romflow(['publish'], { cwd: newFolder() });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^romflow: --to: is required/m);
  });
});

test('two publications at once exclude each other; pictures that the user adds meanwhile stay', async () => {
  const place = archive.copy();
  let answer: () => void = () => undefined;
  pictureFault = { kind: 'hold', until: new Promise<void>((resolve) => (answer = resolve)) };
  try {
    const first = place.startPublish();
    await first.said('gamelist.xml');
    const second = await place.publish();
    expect(second.code).toBe(2);
    expect(second.err).toMatch(/^romflow: Process \d+ on .* has been working on these gamelists since/m);
    // A scrape would sweep away the publication's temporary files.
    expect(() => lockGamelists(join(place.root, 'gamelists'), () => new Date())).toThrow(ArchiveLockedError);
    const mine = ['media/snes/screenshots/Sky Rails (35002).jpg', 'media/snes/screenshots/Cookie Kingdom.png'];
    for (const picture of mine) place.write(picture, 'mine');
    answer();
    expect((await first.ended).code).toBe(0);
    expect(mine.map((picture) => readFileSync(join(place.root, picture), 'utf8'))).toEqual(['mine', 'mine']);
  } finally {
    pictureFault = null;
  }
});

test.skipIf(process.platform === 'win32')(
  'Ctrl-C keeps what is done, the gamelist included; the next run resumes',
  async () => {
    const place = archive.copy();
    let answer: () => void = () => undefined;
    pictureFault = { kind: 'hold', until: new Promise<void>((resolve) => (answer = resolve)) };
    try {
      const running = place.startPublish();
      await running.said('gamelist.xml');
      running.signal('SIGINT');
      answer();
      const { code, out } = await running.ended;
      expect(code).toBe(130);
      expect(out).toContain('Publish: paused');
    } finally {
      pictureFault = null;
    }
    expect(place.gamelist().match(/<game /g)).toHaveLength(4);
    expect(await outcomes(place)).toMatchObject({ code: 0, hacks: { 28450: 'unchanged Sky Rails.sfc' } });
    expect(Object.keys(place.files()).filter((path) => path.startsWith('media/'))).toHaveLength(2);
  },
);

import { readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import { entryOf, nextVersion, publishedArchive, romFiles, romOf } from './publishPlace.js';

// Two of the name "Sky Rails", one old record without pictures, one with four.
const archive = publishedArchive(['28450', '35002', '4218', '36840']);
const { outcomes } = archive;

describe('the first run', () => {
  test('writes the ROMs, their entries and the screenshots', async () => {
    const place = archive.copy();
    expect(await outcomes(place)).toMatchObject({ code: 0, err: '', requests: 2 });
    expect(place.files()).toMatchObject({
      'ROMs/snes/Cookie Kingdom.sfc': romOf(place, '36840'),
      'ROMs/snes/Salt & Pepper Islands.sfc': romOf(place, '4218'),
      'ROMs/snes/Sky Rails.sfc': romOf(place, '28450'),
      'ROMs/snes/Sky Rails (35002).sfc': romOf(place, '35002'),
    });
    expect(Object.keys(place.files()).filter((path) => path.startsWith('media/'))).toEqual([
      'media/snes/screenshots/Cookie Kingdom.png',
      'media/snes/screenshots/Sky Rails (35002).png',
    ]);
    expect(place.gamelist()).toMatch(/^<\?xml version="1.0"\?>\n<gameList>\n\t<provider>\n\t\t<System>snes<\/System>/);
    expect(entryOf(place, 'Cookie Kingdom.sfc')).toBe(
      [
        '<game id="36840" source="SMW Central">',
        '\t\t<path>./Cookie Kingdom.sfc</path>',
        '\t\t<name>Cookie Kingdom</name>',
        '\t\t<desc>42 exits',
        '',
        'A gentle stroll through seven worlds of sugar.',
        'No prior experience needed!</desc>',
        '\t\t<rating>0.86</rating>',
        '\t\t<releasedate>20240518T000000</releasedate>',
        '\t\t<developer>Biscuit Baker, crumbs</developer>',
        '\t\t<publisher>SMW Central</publisher>',
        '\t\t<genre>Casual, Standard</genre>',
        '\t</game>',
      ].join('\n'),
    );
    expect(entryOf(place, 'Salt &amp; Pepper Islands.sfc')).toContain(
      '<desc>96 exits\n\nTwo islands, one plumber – and a lot of "seasoning".</desc>',
    );
  });

  test('reports everything as events', async () => {
    const place = archive.copy();
    const { code, events, hacks } = await outcomes(place);
    expect(code).toBe(0);
    expect(hacks).toEqual({
      28450: 'written Sky Rails.sfc',
      35002: 'written Sky Rails (35002).sfc',
      36840: 'written Cookie Kingdom.sfc',
      4218: 'written Salt & Pepper Islands.sfc',
    });
    expect(events.at(0)).toMatchObject({ type: 'run.started', command: 'publish', archive: place.root, dryRun: false });
    expect(events.find(({ type }) => type === 'gamelist.written')).toMatchObject({
      entries: 4,
      added: 4,
      backup: null,
    });
    expect(events.at(-1)).toMatchObject({
      type: 'publish.summary',
      outcome: 'complete',
      dryRun: false,
      hacks: 4,
      written: 4,
      unchanged: 0,
      skipped: 0,
      failed: 0,
      media: 2,
    });
  });

  test('fetches no pictures with --no-screenshots, and all of them in a later run without it', async () => {
    const place = archive.copy();
    expect(await outcomes(place, ['--no-screenshots'])).toMatchObject({ code: 0, requests: 0 });
    expect(await outcomes(place)).toMatchObject({ code: 0, requests: 2 });
  });
});

describe('a second run', () => {
  test('writes and requests nothing, and needs neither the blobs nor the site', async () => {
    const place = archive.copy();
    await place.publish();
    const before = place.times();
    // None of this is needed when nothing is new.
    rmSync(join(place.root, 'blobs'), { recursive: true });
    rmSync(join(place.root, 'electron', 'patchbin.db'));
    const { code, requests, hacks } = await outcomes(place);
    expect({ code, requests }).toEqual({ code: 0, requests: 0 });
    expect(Object.values(hacks).every((outcome) => outcome.startsWith('unchanged '))).toBe(true);
    expect(place.times()).toEqual(before);
  });

  test('restores what was removed', async () => {
    const place = archive.copy();
    await place.publish();
    const before = place.files();
    rmSync(join(place.roms, 'Sky Rails.sfc'));
    rmSync(join(place.root, 'media'), { recursive: true });
    rmSync(join(place.root, 'gamelists', 'snes'), { recursive: true });
    expect(await outcomes(place)).toMatchObject({ code: 0, hacks: { 28450: 'written Sky Rails.sfc' }, requests: 2 });
    expect(place.files()).toEqual(before);
    expect(place.gamelist().match(/<game /g)).toHaveLength(4);
  });

  test('recognizes its ROMs when its own records of them are lost', async () => {
    const place = archive.copy();
    await place.publish();
    const before = place.times();
    rmSync(join(place.root, 'gamelists', 'romflow-publish.db'));
    expect((await outcomes(place)).hacks).toMatchObject({ 28450: 'unchanged Sky Rails.sfc' });
    expect(place.times()).toEqual(before);
  });
});

describe('what the user owns', () => {
  test('is left alone: ROMs of the same names, their entries, and pictures', async () => {
    const place = archive.copy();
    const own = '<game><path>./Sky Rails.sfc</path><name>My own</name></game>';
    place.write('ROMs/snes/Sky Rails.sfc', 'mine');
    place.write('ROMs/snes/Cookie Kingdom.sfc', 'mine');
    place.write('ROMs/snes/Cookie Kingdom (36840).sfc', 'mine, too');
    place.write('ROMs/snes/smw.sfc', demoBaseRom().bytes);
    place.write('media/snes/screenshots/Sky Rails (35002).jpg', 'my picture');
    place.write('gamelists/snes/gamelist.xml', `<gameList>\r\n  ${own}\r\n</gameList>\r\n`);
    const mine = place.files();
    const { code, hacks, requests } = await outcomes(place);
    expect({ code, hacks, requests }).toEqual({
      code: 0,
      hacks: {
        4218: 'written Salt & Pepper Islands.sfc',
        28450: 'written Sky Rails (28450).sfc',
        35002: 'written Sky Rails (35002).sfc',
        36840: 'skipped Cookie Kingdom.sfc',
      },
      requests: 0,
    });
    expect(place.files()).toMatchObject(mine);
    expect(place.gamelist()).toContain(`<gameList>\r\n  ${own}\r\n  <game id="4218"`);
    expect(place.gamelist()).not.toContain('Cookie');
    const before = place.times();
    expect((await outcomes(place)).hacks).toMatchObject({ 28450: 'unchanged Sky Rails (28450).sfc' });
    expect(place.times()).toEqual(before);
  });

  test('includes what they have edited: entries, and ROMs with a warning', async () => {
    const place = archive.copy();
    await place.publish();
    const edited = place
      .gamelist()
      .replace('<name>Cookie Kingdom</name>', '<name>Sugar!</name>\n\t\t<favorite>true</favorite>')
      .replace(/<desc>42 exits[^]*?<\/desc>/, '<desc>My words.</desc><!-- and a note -->');
    place.write('gamelists/snes/gamelist.xml', edited);
    writeFileSync(join(place.roms, 'Sky Rails.sfc'), 'edited');
    place.sql(
      nextVersion('28450', { patchblob1_name: "(SELECT patchblob1_name FROM gameversions WHERE gameid='4218')" }),
    );
    const { code, err, events, hacks } = await outcomes(place);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(hacks[28450]).toBe('skipped Sky Rails.sfc');
    expect(events.filter(({ type }) => type === 'warning')).toMatchObject([
      { message: '28450 Sky Rails: Sky Rails.sfc: the file was changed after romflow wrote it, and stays as it is.' },
    ]);
    expect(readFileSync(join(place.roms, 'Sky Rails.sfc'), 'utf8')).toBe('edited');
    expect(place.gamelist()).toBe(edited);
  });

  test('does not include a file that was only touched', async () => {
    const place = archive.copy();
    await place.publish();
    utimesSync(join(place.roms, 'Sky Rails.sfc'), 1_000_000_000, 1_000_000_000);
    expect((await outcomes(place)).hacks).toMatchObject({ 28450: 'unchanged Sky Rails.sfc' });
    place.sql(
      nextVersion('28450', { patchblob1_name: "(SELECT patchblob1_name FROM gameversions WHERE gameid='4218')" }),
    );
    expect((await outcomes(place)).hacks).toMatchObject({ 28450: 'written Sky Rails.sfc' });
  });
});

describe('changes in the archive', () => {
  test('replace a ROM by that of a new version', async () => {
    const place = archive.copy();
    await place.publish();
    const blob = "(SELECT patchblob1_name FROM gameversions WHERE gameid = '4218')";
    place.sql(nextVersion('36840', { patchblob1_name: blob, pat_sha224: 'NULL' }));
    const { code, hacks } = await outcomes(place);
    expect({ code, outcome: hacks[36840] }).toEqual({ code: 0, outcome: 'written Cookie Kingdom.sfc' });
    expect(romFiles(place)['ROMs/snes/Cookie Kingdom.sfc']).toBe(romOf(place, '4218'));
    expect((await outcomes(place)).hacks).toMatchObject({ 36840: 'unchanged Cookie Kingdom.sfc' });
  });

  test('have no effect while the archive has no patch of the new version', async () => {
    const place = archive.copy();
    await place.publish();
    place.sql(nextVersion('36840', { patchblob1_name: 'NULL', name: "'Not there yet'" }));
    expect((await outcomes(place)).hacks).toMatchObject({ 36840: 'unchanged Cookie Kingdom.sfc' });
  });

  test('are reported for a hack without any patch', async () => {
    const place = archive.copy();
    place.sql("UPDATE gameversions SET patchblob1_name = NULL WHERE gameid = '36840'");
    const { code, events } = await outcomes(place);
    expect(code).toBe(0);
    expect(events).toContainEqual(
      expect.objectContaining({ id: '36840', outcome: 'skipped', reason: 'the archive has no patch of it' }),
    );
  });

  test('move the ROM, its media and its entry to a new name, with everything the user has added', async () => {
    const place = archive.copy();
    await place.publish();
    place.write('media/snes/covers/Cookie Kingdom.jpg', 'my cover');
    place.write(
      'gamelists/snes/gamelist.xml',
      place.gamelist().replace('<name>Cookie Kingdom</name>', '<name>Cookies</name>\n\t\t<favorite>true</favorite>'),
    );
    const [rom, list] = [romOf(place, '36840'), place.gamelist()];
    place.sql(nextVersion('36840', { name: "'Cookie Empire & Sons'" }));
    const { code, hacks, requests } = await outcomes(place);
    expect({ code, requests, outcome: hacks[36840] }).toEqual({
      code: 0,
      requests: 0,
      outcome: 'renamed Cookie Empire & Sons.sfc',
    });
    const names = Object.keys(place.files()).filter((path) => path.includes('Cookie'));
    expect(names).toEqual([
      'ROMs/snes/Cookie Empire & Sons.sfc',
      'media/snes/covers/Cookie Empire & Sons.jpg',
      'media/snes/screenshots/Cookie Empire & Sons.png',
    ]);
    expect(romFiles(place)['ROMs/snes/Cookie Empire & Sons.sfc']).toBe(rom);
    expect(place.gamelist()).toBe(list.replace('./Cookie Kingdom.sfc', './Cookie Empire &amp; Sons.sfc'));
    const before = place.times();
    await place.publish();
    expect(place.times()).toEqual(before);
  });

  test('another template moves all of them, and back', async () => {
    const place = archive.copy();
    await place.publish();
    const [files, list] = [place.files(), place.gamelist()];
    expect((await outcomes(place, ['--name', '{difficulty}/{name} ({id})'])).hacks).toEqual({
      4218: 'renamed Normal/Salt & Pepper Islands (4218).sfc',
      28450: 'renamed Intermediate/Sky Rails (28450).sfc',
      35002: 'renamed Intermediate/Sky Rails (35002).sfc',
      36840: 'renamed Casual/Cookie Kingdom (36840).sfc',
    });
    expect(Object.keys(place.files())).toContain('media/snes/screenshots/Casual/Cookie Kingdom (36840).png');
    // As a killed run leaves it.
    place.write('ROMs/snes/Casual/0b5f.romflow-tmp', 'half a ROM');
    expect((await outcomes(place)).code).toBe(0);
    expect([place.files(), place.gamelist()]).toEqual([files, list]);
    expect(readdirSync(place.roms)).toHaveLength(4);
  });

  test('after a run that was killed between writing the gamelist and recording that, entries are still moved', async () => {
    const place = archive.copy();
    await place.publish();
    const list = place.gamelist();
    await place.publish(['--name', '{id}']);
    const memory = new Database(join(place.root, 'gamelists', 'romflow-publish.db'));
    memory.exec("UPDATE published_roms SET listed_as = 'Cookie Kingdom.sfc' WHERE gameid = '36840'");
    memory.close();
    expect((await outcomes(place, ['--name', '{name} of old'])).hacks[36840]).toBe('renamed Cookie Kingdom of old.sfc');
    expect((await outcomes(place)).code).toBe(0);
    expect(place.gamelist()).toBe(list);
  });
});

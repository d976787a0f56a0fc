import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GONE_PATH } from '../../src/demo/esDeGamelist.js';
import type { MergeStrategy } from '../../src/model/gamelist.js';
import { type EsDePlace, esDePlace, romsAsked } from './esDePlace.js';
import { eventsOfType } from './events.js';
import { endings, only, summary, warnings } from './scrapeEvents.js';
import { filesBelow } from './treeState.js';

const NO_MEDIA = { scraping: { media_types: [] } } as const;
const LANTERN = 'snes/Lantern';

const read = (path: string): string => readFileSync(path, 'utf8');

/** An entry's content, without white space between its elements. */
function entry(gamelist: string, path: string): string {
  const entries = gamelist.match(/<game[\s>][^]*?<\/game>/g) ?? [];
  return (entries.find((one) => one.includes(`<path>${path}</path>`)) ?? '').replace(/>\s+</g, '><');
}

const backups = (place: EsDePlace, system: string): readonly string[] =>
  filesBelow(place.tree.gamelists).filter((file) => file.startsWith(`${system}/`) && file.endsWith('.bak'));

describe('the merge strategy', () => {
  const KEPT = '<playcount>12</playcount><lastplayed>20240107T201500</lastplayed>';
  const SHELF = '<shelf colour="blue">top, behind the plant</shelf>';
  const FILLED =
    '<releasedate>19930506T000000</releasedate><developer>Studio Kelp</developer>' +
    '<publisher>Tidewater Games</publisher><genre>Adventure</genre><players>1-2</players>';
  const NEW_TEXT =
    '<name>The Lantern Harbor</name><desc>Every evening somebody must light the harbor\'s "hundred" lanterns.\n\n' +
    'Tonight it is you &amp; your cat.</desc><rating>0.925</rating>';
  const MINE =
    '<name>Lantern Harbor</name><desc>The one we played every winter. Pa&#239;n au chocolat &amp; lanterns.</desc>' +
    '<rating>1</rating>';
  const PATH = '<path>./Lantern Harbor (USA).sfc</path>';

  test.each<[MergeStrategy, { readonly favorites: boolean; readonly mine: string }, string]>([
    [
      'preserve_user_edits',
      { favorites: true, mine: '<favorite>false</favorite>' },
      `<game>${PATH}${MINE}${FILLED}<favorite>false</favorite>${KEPT}${SHELF}</game>`,
    ],
    [
      'refresh_metadata',
      { favorites: true, mine: '<favorite>false</favorite>' },
      `<game>${PATH}${NEW_TEXT}${FILLED}<favorite>true</favorite>${KEPT}${SHELF}</game>`,
    ],
    [
      'refresh_metadata',
      { favorites: false, mine: '<favorite>false</favorite>' },
      `<game>${PATH}${NEW_TEXT}${FILLED}<favorite>false</favorite>${KEPT}${SHELF}</game>`,
    ],
    [
      'reset_all',
      { favorites: true, mine: '<favorite>false</favorite>' },
      `<game>${PATH}${NEW_TEXT}${FILLED}<favorite>true</favorite>${SHELF}</game>`,
    ],
    [
      'reset_all',
      { favorites: false, mine: '<favorite>true</favorite>' },
      `<game>${PATH}${NEW_TEXT}${FILLED}${SHELF}</game>`,
    ],
  ])('%s with %j', async (strategy, { favorites, mine }, expected) => {
    const scraping = { media_types: [], merge_strategy: strategy, auto_favorite_enabled: favorites };
    const place = await esDePlace({ only: [LANTERN], config: { scraping } });
    const path = place.tree.editedGamelist;
    const before = read(path).replace('<favorite>true</favorite>', mine);
    writeFileSync(path, before);
    expect((await place.scrape(['--mode', 'force'])).code).toBe(0);
    const after = read(path);
    expect(entry(after, './Lantern Harbor (USA).sfc').replaceAll('\r\n', '\n')).toBe(expected);
    // The rest of the file, which was not to be changed, keeps every byte.
    const others = (text: string): string => text.replace(/\t<game>\r\n\t\t<path>.\/Lantern[^]*?<\/game>/, '');
    expect(others(after)).toBe(others(before));
    expect(after.replaceAll('\r\n', '')).not.toContain('\n\t');

    expect((await place.scrape(['--mode', 'force'])).code).toBe(0);
    expect(read(path)).toBe(after);
    expect(backups(place, 'snes')).toHaveLength(1);
  });

  test('makes a new game a favorite from the threshold on', async () => {
    const scraping = { media_types: [], auto_favorite_enabled: true, auto_favorite_threshold: 0.6 };
    const place = await esDePlace({ only: ['nes/Pond', 'nes/Kite'], config: { scraping } });
    expect((await place.scrape()).code).toBe(0);
    expect(entry(read(place.gamelist('nes')), './Pond Patrol (USA).nes')).toContain('<favorite>true</favorite>');
    expect(entry(read(place.gamelist('nes')), './Kite Fighters (USA).nes')).not.toContain('favorite');
  });
});

test('a byte order mark, other indentation and references in a gamelist are all kept', async () => {
  const place = await esDePlace({ only: ['nes/Pond', 'nes/Kite'], config: NO_MEDIA });
  const before =
    '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<!-- &lt;mine&gt; -->\n<alternativeEmulator><label>Mesen</label>' +
    '</alternativeEmulator>\n<gameList mood="good">\n  <game custom=\'1\' id="7">\n    <path>./Pond&#x20;Patrol (USA).nes</path>\n' +
    '    <name><![CDATA[Pond & me]]></name>\n    <hidden>true</hidden>\n  </game>\n</gameList>\n<!-- end -->\n';
  writeBelow(place.gamelist('nes'), before);
  expect((await place.scrape()).code).toBe(0);
  const after = read(place.gamelist('nes'));
  const [filled = '', added = ''] =
    after.match(/(?<=\]\]><\/name>\n)[^]*?(?= {4}<hidden>)|(?<=<\/game>\n) {2}<game[^]*?<\/game>\n/g) ?? [];
  expect(after.replace(filled, '').replace(added, '')).toBe(before);
  expect(filled).toMatch(/^ {4}<desc>Keep the pond clean.<\/desc>\n {4}<rating>0.6<\/rating>\n/);
  expect(added).toMatch(
    /^ {2}<game id="9105" source="ScreenScraper.fr">\n {4}<path>.\/Kite Fighters \(USA\).nes<\/path>\n/,
  );
});

test('a gamelist that is not XML is left as it is, nothing is requested for its system, and the others are scraped', async () => {
  const place = await esDePlace({ config: NO_MEDIA });
  const broken = read(place.tree.editedGamelist).replace('</favorite>', '</favourite>');
  writeFileSync(place.tree.editedGamelist, broken);
  const { code, out, err } = await place.scrape(['--json', '--systems', 'snes', 'psx']);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(read(place.tree.editedGamelist)).toBe(broken);
  expect(backups(place, 'snes')).toEqual([]);
  expect(romsAsked(place.site).every((name) => name.endsWith('.cue'))).toBe(true);
  expect(only(out, 'system.skipped')).toMatchObject({ system: 'snes', failed: true });
  expect(only(out, 'system.skipped').reason).toContain(place.tree.editedGamelist);
  expect(only(out, 'system.skipped').reason).toMatch(/\(\d+:\d+/);
  expect(summary(out)).toMatchObject({ outcome: 'complete', gamelistsFailed: 1, scraped: 2 });
  expect(read(`${place.folder}/errors.log`)).toMatch(/^\S+Z snes: .*gamelist/m);
});

test('a gamelist that cannot be read does not hold up other systems', async () => {
  const place = await esDePlace({ config: NO_MEDIA });
  rmSync(place.tree.editedGamelist);
  mkdirSync(place.tree.editedGamelist);
  const { code, out, err } = await place.scrape(['--json', '--systems', 'snes', 'psx']);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(romsAsked(place.site).every((name) => name.endsWith('.cue'))).toBe(true);
  expect(only(out, 'system.skipped')).toMatchObject({ system: 'snes', failed: true });
  expect(summary(out)).toMatchObject({ outcome: 'complete', gamelistsFailed: 1, scraped: 2 });
});

test('media folders that cannot be read do not hold up other systems', async () => {
  const place = await esDePlace({ config: { scraping: { media_types: ['covers'] } } });
  const covers = place.mediumPath('snes/covers');
  rmSync(covers, { recursive: true, force: true });
  mkdirSync(dirname(covers), { recursive: true });
  writeFileSync(covers, 'a file in their place');
  const { code, out, err } = await place.scrape(['--json', '--systems', 'snes', 'psx']);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(only(out, 'system.skipped')).toMatchObject({ system: 'snes', failed: true });
  expect(only(out, 'system.skipped').reason).toContain(covers);
  expect(summary(out)).toMatchObject({ outcome: 'complete', gamelistsFailed: 1, scraped: 2 });
});

test.skipIf(process.platform === 'win32')(
  'a gamelist that cannot be written does not hold up other systems, and is written from the stored answers once it can be',
  async () => {
    const place = await esDePlace({ config: NO_MEDIA });
    const folder = dirname(place.tree.editedGamelist);
    const disk = join(place.folder, 'not-mounted', 'snes');
    rmSync(folder, { recursive: true });
    symlinkSync(disk, folder);
    const { code, out, err } = await place.scrape(['--json', '--systems', 'snes', 'psx']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(only(out, 'system.skipped')).toMatchObject({ system: 'snes', failed: true });
    expect(only(out, 'system.skipped').reason).toContain(folder);
    expect(only(out, 'gamelist.written')).toMatchObject({ system: 'psx', added: 2 });
    expect(summary(out)).toMatchObject({ outcome: 'complete', gamelistsFailed: 1 });

    mkdirSync(disk, { recursive: true });
    const asked = romsAsked(place.site).length;
    const again = await place.scrape(['--json', '--systems', 'snes', 'psx']);
    expect(again.code).toBe(0);
    expect(romsAsked(place.site)).toHaveLength(asked);
    expect(read(join(disk, 'gamelist.xml'))).toContain('<path>./Lantern Harbor (USA).sfc</path>');
  },
);

test('what ES-DE writes to a gamelist during a scrape survives', async () => {
  const mine =
    '\t<game>\r\n\t\t<path>./Bare Cartridge (USA).sfc</path>\r\n\t\t<playcount>41</playcount>\r\n\t</game>\r\n';
  const place: EsDePlace = await esDePlace({
    only: ['snes/'],
    config: { scraping: { media_types: ['covers'] } },
    faults: ({ call, count, url }) => {
      if (call === 'mediaJeu' && count === 1 && url.searchParams.get('jeuid') === '9003') {
        const path = place.tree.editedGamelist;
        writeFileSync(
          path,
          read(path).replace('<playcount>12<', '<playcount>13<').replace('</gameList>', `${mine}</gameList>`),
        );
      }
      return null;
    },
  });
  expect((await place.scrape()).code).toBe(1);
  const after = read(place.tree.editedGamelist);
  expect(entry(after, './Lantern Harbor (USA).sfc')).toMatch(/<players>1-2<\/players>.*<playcount>13<\/playcount>/);
  expect(entry(after, './Bare Cartridge (USA).sfc')).toMatch(/^<game><path>.*<playcount>41<\/playcount>/);
  expect(entry(after, './Bare Cartridge (USA).sfc')).toContain('<desc>No box, no manual, not even a label.</desc>');
  expect(after.match(/Bare Cartridge \(USA\).sfc/g)).toHaveLength(1);
  expect(place.tree.usersOwn.filter((line) => !after.includes(line) && !line.includes('playcount'))).toEqual([]);
  const [backup = ''] = backups(place, 'snes');
  expect(read(`${place.tree.gamelists}/${backup}`)).toContain('<playcount>13<');
});

test('five backups are kept', async () => {
  const place = await esDePlace({ only: ['nes/Pond'], config: NO_MEDIA });
  const path = place.gamelist('nes');
  const old = [1, 2, 3, 4, 5, 6].map((day) => `gamelist.xml.2024010${day}T000000Z.bak`);
  for (const name of old) writeBelow(join(dirname(path), name), name);
  const before = '<gameList>\n\t<game>\n\t\t<path>./Pond Patrol (USA).nes</path>\n\t</game>\n</gameList>\n';
  writeBelow(path, before);
  expect((await place.scrape()).code).toBe(0);
  const kept = backups(place, 'nes').map((file) => file.replace('nes/', ''));
  expect(kept.slice(0, -1)).toEqual(old.slice(-4));
  expect(read(join(dirname(path), kept.at(-1) ?? ''))).toBe(before);
});

describe('entries whose file is gone', () => {
  test('are listed; --prune removes them, but needs --yes when they are many', async () => {
    const place = await esDePlace({ config: NO_MEDIA, only: ['snes/'] });
    const path = place.tree.editedGamelist;
    const listed = await place.scrape(['--json']);
    expect(only(listed.out, 'gamelist.missing')).toMatchObject({
      system: 'snes',
      entries: 3,
      present: 2,
      paths: [GONE_PATH],
      pruned: false,
    });
    expect(warnings(listed.out).filter((message) => message.includes('66 %'))).toHaveLength(1);
    expect(read(path)).toContain(GONE_PATH);

    // With so few of the entries present, the disk might not be mounted.
    const guarded = await place.scrape(['--json', '--prune']);
    expect(only(guarded.out, 'gamelist.missing')).toMatchObject({ entries: 6, present: 5, pruned: false });
    expect(warnings(guarded.out).filter((message) => message.includes('--yes'))).toHaveLength(1);
    expect(read(path)).toContain(GONE_PATH);

    const whole = read(path);
    const agreed = await place.scrape(['--json', '--prune', '--yes']);
    expect(agreed.code).toBe(0);
    expect(only(agreed.out, 'gamelist.missing')).toMatchObject({ paths: [GONE_PATH], pruned: true });
    expect(only(agreed.out, 'gamelist.written')).toMatchObject({ entries: 5, removed: 1, changed: 0 });
    expect(read(path)).toBe(whole.replace(/\s*<game>\s*<path>.\/Lost[^]*?<\/game>/, ''));
    expect(backups(place, 'snes')).toHaveLength(2);
  });

  test('are removed without confirmation when they are few, but not for an empty folder of ROMs', async () => {
    const scraping = { media_types: [], gamelist_integrity_threshold: 0.5 };
    const place = await esDePlace({ config: { scraping }, only: ['snes/'] });
    expect((await place.scrape()).code).toBe(1);
    const { code, out } = await place.scrape(['--prune', '--json']);
    expect(code).toBe(0);
    expect(only(out, 'gamelist.missing')).toMatchObject({ paths: [GONE_PATH], pruned: true });

    const whole = read(place.tree.editedGamelist);
    rmSync(dirname(place.romPath('snes', 'x')), { recursive: true });
    mkdirSync(dirname(place.romPath('snes', 'x')));
    const empty = await place.scrape(['--prune', '--json']);
    expect(empty.code).toBe(0);
    expect(only(empty.out, 'gamelist.missing')).toMatchObject({ present: 0, pruned: false });
    expect(read(place.tree.editedGamelist)).toBe(whole);
  });
});

test('an entry stays when its ROM fails or is unknown', async () => {
  const place = await esDePlace({
    only: ['nes/Pond', 'nes/Kite'],
    config: NO_MEDIA,
    faults: ({ call, url }) =>
      call === 'jeuInfos' && url.searchParams.get('romnom')?.startsWith('Pond') === true
        ? { kind: 'answer', status: 400, body: '' }
        : null,
  });
  place.site.remove('9105');
  const entryOf = (name: string): string =>
    `\t<game>\n\t\t<path>./${name} (USA).nes</path>\n\t\t<name>${name}</name>\n\t</game>\n`;
  const before = `<gameList>\n${entryOf('Pond Patrol')}${entryOf('Kite Fighters')}</gameList>\n`;
  writeBelow(place.gamelist('nes'), before);
  const { code, out } = await place.scrape(['--json']);
  expect(code).toBe(1);
  expect(endings(out)).toEqual({ 'nes/Kite Fighters (USA).nes': 'unmatched', 'nes/Pond Patrol (USA).nes': 'failed' });
  expect(read(place.gamelist('nes'))).toBe(before);
  expect(eventsOfType(out, 'gamelist.written')).toMatchObject([{ unchanged: true }]);
});

function writeBelow(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

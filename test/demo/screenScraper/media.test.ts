import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { imageSize } from 'image-size';
import { afterEach, describe, expect, test } from 'vitest';
import { demoGames } from '../../../src/demo/screenScraper/demoGames.js';
import { demoMedium } from '../../../src/demo/screenScraper/demoMedia.js';
import { stripedPng } from '../../../src/demo/screenScraper/png.js';
import type { ScreenScraperSite } from '../../../src/demo/screenScraper/server.js';
import { crc32Hex } from '../../../src/formats/hashes.js';
import { ask, at, dataOf, openSites, the } from './sites.js';

const { start, closeAll } = openSites();
afterEach(closeAll);

const LANTERN = { systemeid: '4', jeuid: '9001' };

/** The game's own media, as its answer lists them. */
async function listed(site: ScreenScraperSite, gameid = '9001'): Promise<readonly Readonly<Record<string, string>>[]> {
  const medias = at(await dataOf(await ask(site, 'jeuInfos', { gameid })), 'jeu', 'medias');
  return medias.children
    .filter(({ attributes }) => attributes.parent === 'jeu')
    .map(({ attributes, text }) => ({ ...attributes, url: text }));
}

describe('every medium', () => {
  test('is what it claims to be: type, size, hashes, pixels', async () => {
    const site = await start({ games: demoGames() });
    const seen = new Set<string>();
    for (const { id } of demoGames()) {
      for (const { url, format, type, crc, md5, sha1, size } of await listed(site, id)) {
        const answer = await fetch(the(url));
        const bytes = Buffer.from(await answer.arrayBuffer());
        const hash = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
        expect({ crc: crc32Hex(bytes), md5: hash('md5'), sha1: hash('sha1'), size: String(bytes.length) }).toEqual({
          crc,
          md5,
          sha1,
          size,
        });
        const kind = the(await fileTypeFromBuffer(bytes));
        expect([kind.ext, answer.headers.get('content-type')]).toEqual([format, kind.mime]);
        if (format === 'png') {
          const { width, height } = imageSize(bytes);
          expect(Math.min(width, height), type).toBeGreaterThanOrEqual(60);
        }
        seen.add(hash('sha1'));
      }
    }
    expect(seen.size).toBe(demoGames().reduce((sum, { media }) => sum + media.length, 0));
    expect(site.violations).toEqual([]);
  });
});

test('videos and manuals have scripts of their own', async () => {
  const site = await start({ games: demoGames() });
  const scripts = (await listed(site)).map(({ type, url }) => [type, new URL(the(url)).pathname]);
  expect(scripts).toContainEqual(['video', '/api2/mediaVideoJeu.php']);
  expect(scripts).toContainEqual(['manuel', '/api2/mediaManuelJeu.php']);
  expect(scripts).toContainEqual(['box-2D', '/api2/mediaJeu.php']);
  expect(await (await ask(site, 'mediaJeu', { ...LANTERN, media: 'video' })).text()).toBe('NOMEDIA  ');
});

test('a publisher has media, too, which are not the game’s', async () => {
  const site = await start({ games: demoGames() });
  const medias = at(await dataOf(await ask(site, 'jeuInfos', { gameid: '9005' })), 'jeu', 'medias');
  expect(medias.children.map(({ attributes }) => attributes.parent)).toEqual(['editeur']);
});

test.each([
  ['another region', { media: 'box-2D(kr)' }],
  ['another game', { jeuid: '1' }],
  ['another system', { systemeid: '3' }],
])('%s gets NOMEDIA', async (_, changes) => {
  const site = await start({ games: demoGames() });
  const answer = await ask(site, 'mediaJeu', { ...LANTERN, media: 'box-2D(us)', ...changes });
  expect([answer.status, await answer.text()]).toEqual([200, 'NOMEDIA  ']);
});

test('a client that already has the file is told so', async () => {
  const site = await start({ games: demoGames() });
  const box = the((await listed(site)).find(({ type, region }) => type === 'box-2D' && region === 'us'));
  const query = { ...LANTERN, media: 'box-2D(us)' };
  expect(await (await ask(site, 'mediaJeu', { ...query, sha1: the(box.sha1) })).text()).toBe('SHA1OK  ');
  expect(await (await ask(site, 'mediaJeu', { ...query, crc: the(box.crc).toUpperCase() })).text()).toBe('CRCOK  ');
  expect((await ask(site, 'mediaJeu', { ...query, md5: '0'.repeat(32) })).headers.get('content-type')).toBe(
    'image/png',
  );
});

test('a medium can be added, replaced and removed while the site is running', async () => {
  const site = await start({ games: demoGames() });
  const key = { type: 'support-2D', region: 'us' };
  const supports = async () =>
    (await listed(site))
      .filter(({ type }) => type === 'support-2D')
      .map(({ region, support, sha1, url }) => ({
        region,
        support,
        sha1,
        media: new URL(the(url)).searchParams.get('media'),
      }));
  const before = the((await supports())[0]);

  site.setMedium('9001', demoMedium('9001', key, 2));
  const [replaced, ...others] = await supports();
  expect(others).toEqual([]);
  expect(replaced).toMatchObject({ region: 'us', media: 'support-2D(us)' });
  expect(replaced?.sha1).not.toBe(before.sha1);

  site.setMedium('9001', demoMedium('9001', { ...key, support: '1' }));
  expect(await supports()).toEqual([replaced, expect.objectContaining({ support: '1', media: 'support-2D(us)[1]' })]);
  expect((await ask(site, 'mediaJeu', { ...LANTERN, media: 'support-2D(us)[1]' })).headers.get('content-type')).toBe(
    'image/png',
  );

  site.removeMedium('9001', key);
  expect((await supports()).map(({ support }) => support)).toEqual(['1']);
  expect(await (await ask(site, 'mediaJeu', { ...LANTERN, media: 'support-2D(us)' })).text()).toBe('NOMEDIA  ');
});

test('media may be on another host than the calls, as on the real site', async () => {
  const site = await start({ games: demoGames(), mediaOrigin: (origin) => origin.replace('127.0.0.1', 'localhost') });
  const hosts = (await listed(site)).map(({ url }) => new URL(the(url)).hostname);
  expect(new Set(hosts)).toEqual(new Set(['localhost']));
});

test('a picture has the requested size, and its bytes depend on the seed', () => {
  expect(imageSize(stripedPng(20, 70, 1))).toMatchObject({ width: 20, height: 70, type: 'png' });
  expect(stripedPng(60, 60, 1)).toEqual(stripedPng(60, 60, 1));
  expect(stripedPng(60, 60, 1)).not.toEqual(stripedPng(60, 60, 2));
});

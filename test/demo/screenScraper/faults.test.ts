import { afterEach, describe, expect, test } from 'vitest';
import { DEMO_CREDENTIALS } from '../../../src/demo/screenScraper/account.js';
import { demoGames } from '../../../src/demo/screenScraper/demoGames.js';
import {
  echo,
  lineAs200,
  loginAs200,
  noMedia,
  otherBytes,
  redirect,
  refuse,
  type ScreenScraperFault,
  webPage,
  wrongByte,
  wrongContentType,
  wrongHashes,
} from '../../../src/demo/screenScraper/faults.js';
import { stripedPng } from '../../../src/demo/screenScraper/png.js';
import type { ScreenScraperSite } from '../../../src/demo/screenScraper/server.js';
import { ask, at, callUrl, dataOf, openSites } from './sites.js';

const { start, closeAll } = openSites();
afterEach(closeAll);

const BOX = { systemeid: '4', jeuid: '9001', media: 'box-2D(us)' };

const siteWith = (fault: ScreenScraperFault): Promise<ScreenScraperSite> =>
  start({ games: demoGames(), faults: () => fault });

test.each([
  [400, /champs obligatoires/],
  [401, /fermé pour les non membres/],
  [403, /^Erreur de login/],
  [404, /non trouvée/],
  [423, /totalement fermé/],
  [426, /blacklisté/],
  [429, /nombre de threads/],
  [430, /quota de scrape est dépassé/],
  [431, /Faite du tri/],
  [500, /Erreur interne/],
] as const)('%i comes with the site’s own text', async (status, words) => {
  const answer = await ask(await siteWith(refuse(status)), 'jeuInfos', { gameid: '9001' });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('retry-after')).toBeNull();
  expect(answer.headers.get('content-type')).toBe('text/html; charset=UTF-8');
  expect(await answer.text()).toMatch(words);
});

test('a refusal may ask for a delay', async () => {
  const answer = await ask(await siteWith(refuse(429, '7')), 'ssuserInfos');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
});

test('the hook gets the call, the address and the number of times it was requested', async () => {
  const seen: unknown[] = [];
  const site = await start({
    faults: ({ call, url, count }) => {
      seen.push([call, url.href, count]);
      return count < 3 ? refuse(500) : null;
    },
  });
  const url = callUrl(site, 'ssuserInfos');
  const statuses = [(await fetch(url)).status, (await fetch(url)).status, (await fetch(url)).status];
  expect(statuses).toEqual([500, 500, 200]);
  expect(seen).toEqual([1, 2, 3].map((count) => ['ssuserInfos', url, count]));
});

test.each([
  ['a refused log-in', loginAs200(), /^Erreur de login : Vérifier vos identifiants développeur !/],
  ['a line of French', lineAs200('Problème de connexion à la base'), /^Problème/],
  ['a missing medium', noMedia(), /^NOMEDIA/],
  ['a web page', webPage(), /^<!DOCTYPE html>/],
])('%s comes with status 200', async (_, fault, words) => {
  const answer = await ask(await siteWith(fault), 'mediaJeu', BOX);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(words)]);
});

describe('a medium', () => {
  const honest = async (): Promise<Buffer> => {
    const site = await start({ games: demoGames() });
    return Buffer.from(await (await ask(site, 'mediaJeu', BOX)).arrayBuffer());
  };

  test('may have one wrong byte', async () => {
    const right = await honest();
    const wrong = Buffer.from(await (await ask(await siteWith(wrongByte()), 'mediaJeu', BOX)).arrayBuffer());
    expect(wrong.length).toBe(right.length);
    expect(wrong.subarray(0, -1).equals(right.subarray(0, -1))).toBe(true);
    expect(wrong.at(-1)).not.toBe(right.at(-1));
  });

  test('may have the wrong content type', async () => {
    const answer = await ask(await siteWith(wrongContentType('text/plain')), 'mediaJeu', BOX);
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect(Buffer.from(await answer.arrayBuffer()).equals(await honest())).toBe(true);
  });

  test('may be replaced by another one, such as one that is too small', async () => {
    const tiny = stripedPng(4, 4, 1);
    const answer = await ask(await siteWith(otherBytes(tiny)), 'mediaJeu', BOX);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await answer.arrayBuffer()).equals(tiny)).toBe(true);
  });

  test('may be redirected elsewhere', async () => {
    const site = await siteWith(redirect('http://localhost:9/elsewhere.png'));
    const answer = await fetch(callUrl(site, 'mediaJeu', BOX), { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://localhost:9/elsewhere.png']);
  });

  test('may be truncated, or have its connection reset', async () => {
    for (const kind of ['cut', 'reset'] as const) {
      const answer = ask(await siteWith({ kind }), 'mediaJeu', BOX).then((response) => response.arrayBuffer());
      await expect(answer).rejects.toThrow();
    }
  });
});

test('the hashes in an answer may be wrong', async () => {
  const site = await siteWith(wrongHashes());
  const game = at(await dataOf(await ask(site, 'jeuInfos', { gameid: '9001' })), 'jeu');
  const { crc, md5, sha1, size } = at(game, 'medias', 'media').attributes;
  expect([crc, md5, sha1]).toEqual(['0'.repeat(8), '0'.repeat(32), '0'.repeat(40)]);
  expect(Number(size)).toBeGreaterThan(0);
});

test('an error may echo the passwords, both decoded and as they arrived', async () => {
  const site = await start({ faults: ({ url }) => echo(url) });
  const answer = await ask(site, 'ssuserInfos');
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(text).toContain(DEMO_CREDENTIALS.userPassword);
  expect(text).toContain(DEMO_CREDENTIALS.devpassword);
  expect(text).toContain('sspassword=p%26%2B%23%25%3A%C3%A4+%22x%22');
});

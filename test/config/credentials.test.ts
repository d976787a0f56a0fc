import { expect, test } from 'vitest';
import { credentialsHelp, findCredentials } from '../../src/config/credentials.js';
import { scrapeVariables } from '../../src/config/environment.js';

const ALL = ['user_id', 'user_password', 'devid', 'devpassword'].map((key) => `screenscraper.${key}`);

test('one sentence says what is missing, where to get it, and where to put it', () => {
  expect(credentialsHelp(ALL)).toBe(
    'Cannot ask ScreenScraper without screenscraper.user_id, screenscraper.user_password, screenscraper.devid and ' +
      'screenscraper.devpassword (get a free account at https://www.screenscraper.fr; request developer credentials ' +
      'in its forum, https://www.screenscraper.fr/forumsujets.php?frub=12&numpage=0): put them into config.yaml in the working folder (or the file that --config names) or ' +
      'set SCREENSCRAPER_USER, SCREENSCRAPER_PASSWORD, SCREENSCRAPER_DEVID and SCREENSCRAPER_DEVPASSWORD.',
  );
});

test('it mentions nothing else', () => {
  expect(credentialsHelp(['screenscraper.user_password'])).toBe(
    'Cannot ask ScreenScraper without screenscraper.user_password (get a free account at ' +
      'https://www.screenscraper.fr): put it into config.yaml in the working folder (or the file that --config names) or set SCREENSCRAPER_PASSWORD.',
  );
  expect(credentialsHelp(['screenscraper.devid'])).not.toContain('account');
});

test.each([
  [[], []],
  [['SCREENSCRAPER_USER'], ['screenscraper.user_id']],
  [
    ['SCREENSCRAPER_DEVID', 'SCREENSCRAPER_DEVPASSWORD'],
    ['screenscraper.devid', 'screenscraper.devpassword'],
  ],
])('without the variables %j, %j are missing', (absent, expected) => {
  const names = [
    'SCREENSCRAPER_USER',
    'SCREENSCRAPER_PASSWORD',
    'SCREENSCRAPER_DEVID',
    'SCREENSCRAPER_DEVPASSWORD',
  ].filter((name) => !absent.some((other) => other === name));
  const env = scrapeVariables.parse(Object.fromEntries(names.map((name) => [name, name.toLowerCase()])));
  const { credentials, missing } = findCredentials(env, {}, 'romflow');
  expect(missing).toEqual(expected);
  expect(credentials).toEqual(
    expected.length > 0
      ? null
      : {
          userId: 'screenscraper_user',
          userPassword: 'screenscraper_password',
          devid: 'screenscraper_devid',
          devpassword: 'screenscraper_devpassword',
          softname: 'romflow',
        },
  );
});

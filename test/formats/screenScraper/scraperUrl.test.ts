import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scraperUrl, withCredentials, withoutCredentials } from '../../../src/formats/screenScraper/scraperUrl.js';

const BASE = new URL('https://api.screenscraper.fr/api2/');
const credentials = {
  devid: 'dev',
  devpassword: 'd&p',
  softname: 'romflow',
  userId: 'mario bros',
  userPassword: 'p&+#%:ä "x"',
};
const queryOf = (url: URL): Record<string, string> => Object.fromEntries(url.searchParams);

test('a call has its own parameters and those of every call, but none that is null', () => {
  const url = scraperUrl(
    BASE,
    'jeuInfos',
    { systemeid: '4', romnom: 'A & B+.sfc', romtaille: 512, crc: null },
    credentials,
  );
  expect(url.href.split('?')[0]).toBe('https://api.screenscraper.fr/api2/jeuInfos.php');
  expect(queryOf(url)).toEqual({
    systemeid: '4',
    romnom: 'A & B+.sfc',
    romtaille: '512',
    output: 'xml',
    devid: 'dev',
    devpassword: 'd&p',
    softname: 'romflow',
    ssid: 'mario bros',
    sspassword: 'p&+#%:ä "x"',
  });
  expect(url.search).toContain('sspassword=p%26%2B%23%25%3A%C3%A4+%22x%22');
});

test('any password arrives unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (devpassword, userPassword) => {
      const { href } = scraperUrl(BASE, 'ssuserInfos', {}, { ...credentials, devpassword, userPassword });
      expect(queryOf(new URL(href))).toMatchObject({ devpassword, sspassword: userPassword });
    }),
  );
});

test('a medium gets the credentials in place of those that it has', () => {
  const url = withCredentials('https://a.screenscraper.fr/m.php?DEVID=x&media=ss(us)&sspassword=y', credentials);
  expect(queryOf(url)).toEqual({
    media: 'ss(us)',
    devid: 'dev',
    devpassword: 'd&p',
    softname: 'romflow',
    ssid: 'mario bros',
    sspassword: 'p&+#%:ä "x"',
  });
});

describe('a URL without credentials', () => {
  test.each([
    ['https://a.org/m?devid=1&devpassword=2&softname=3&ssid=4&sspassword=5', 'https://a.org/m'],
    ['https://a.org/m?media=ss(wor)&sspassword=5&x=%28', 'https://a.org/m?media=ss(wor)&x=%28'],
    ['https://a.org/m?SsPassword=5&DevPassword=6&b=7', 'https://a.org/m?b=7'],
    ['https://a.org/m?ss%70assword=5&%64evid=6&b=7', 'https://a.org/m?b=7'],
    ['https://a.org/m?sspassword&a=1&&sspassword=2=3', 'https://a.org/m?a=1&'],
    ['https://a.org/m?a=%ZZ&sspassword=%ZZ&b', 'https://a.org/m?a=%ZZ&b'],
    ['https://me:pw@a.org/m?a=1#sspassword=5', 'https://a.org/m?a=1'],
    ['https://a.org/m', 'https://a.org/m'],
  ])('%s', (address, expected) => {
    expect(withoutCredentials(address)).toBe(expected);
  });

  test.each(['', 'm.php', 'javascript:alert(1)', 'file:///etc/passwd', 'data:,x', 'https://'])(
    '%j is not an address',
    (address) => {
      expect(withoutCredentials(address)).toBeNull();
    },
  );
});

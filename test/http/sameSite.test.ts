import { describe, expect, test } from 'vitest';
import { hostKey } from '../../src/http/hostKey.js';
import { overHttps } from '../../src/http/overHttps.js';
import { redirectRefusal } from '../../src/http/redirectRefusal.js';
import { isLoopback, sameSite } from '../../src/http/sameSite.js';

describe('sameSite', () => {
  test.each([
    ['https://www.smwcentral.net/', 'https://www.smwcentral.net/x', true],
    ['https://www.smwcentral.net/', 'https://dl.smwcentral.net/x', true],
    ['https://www.smwcentral.net/', 'https://SMWCentral.net./x', true],
    ['https://smwcentral.net/', 'https://a.b.smwcentral.net/x', true],
    ['https://www.smwcentral.net/', 'https://evilsmwcentral.net/', false],
    ['https://www.smwcentral.net/', 'https://smwcentral.net.evil.org/', false],
    ['https://www.smwcentral.net/', 'https://net/', false],
    ['https://www.smwcentral.net/', 'https://127.0.0.1/', false],
    ['https://www.smwcentral.net/', 'https://localhost/', false],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/x', true],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8081/', false],
    ['http://127.0.0.1:8080/', 'http://127.1:8080/', true],
    ['http://127.0.0.1:8080/', 'http://1.127.0.0.1.example:8080/', false],
    ['http://10.20.0.1/', 'http://10.30.0.1/', false],
    ['http://[::1]:80/', 'http://[::1]/', true],
    ['http://[::1]/', 'http://[::2]/', false],
    ['http://localhost:1/', 'http://localhost:1/', true],
    ['http://localhost:1/', 'http://127.0.0.1:1/', true],
    ['http://127.0.0.1:1/', 'http://localhost:1/', true],
    ['http://[::1]:1/', 'http://localhost:1/', true],
    ['http://localhost:1/', 'http://127.0.0.1:2/', false],
    ['http://localhost:1/', 'http://10.0.0.1:1/', false],
    ['http://10.0.0.1:1/', 'http://localhost:1/', false],
    ['http://localhost:1/', 'http://a.localhost:1/', false],
  ])('%s and %s: %s', (base, target, expected) => {
    expect(sameSite(new URL(base), new URL(target))).toBe(expected);
  });
});

describe('overHttps', () => {
  test.each([
    ['http://dl.smwcentral.net/1/a%20b.zip?c', 'https://dl.smwcentral.net/1/a%20b.zip?c'],
    ['http://dl.smwcentral.net:80/1/a.zip', 'https://dl.smwcentral.net/1/a.zip'],
    ['http://dl.smwcentral.net:8080/1/a.zip', null],
    ['https://dl.smwcentral.net/1/a.zip', null],
    ['http://example.org/1/a.zip', null],
    ['http://127.0.0.1/1/a.zip', null],
    ['ftp://dl.smwcentral.net/1/a.zip', null],
  ])('%s: %s', (url, expected) => {
    expect(overHttps(new URL(url), new URL('https://www.smwcentral.net/')).href).toBe(expected ?? url);
  });

  test('a site without https is requested without it', () => {
    const url = new URL('http://localhost/a.zip');
    expect(overHttps(url, new URL('http://localhost/'))).toBe(url);
  });
});

describe('isLoopback', () => {
  test.each([
    ['http://localhost/', true],
    ['http://127.0.0.1/', true],
    ['http://127.9.9.9/', true],
    ['http://2130706433/', true],
    ['http://[::1]/', true],
    ['http://[::ffff:127.0.0.1]/', true],
    ['http://0.0.0.0/', false],
    ['http://10.0.0.1/', false],
    ['http://[fe80::1]/', false],
    ['http://127.0.0.1.example.org/', false],
    ['http://localhost.example.org/', false],
  ])('%s: %s', (url, expected) => {
    expect(isLoopback(new URL(url))).toBe(expected);
  });
});

describe('redirectRefusal', () => {
  const site = new URL('https://www.smwcentral.net/');

  test.each([
    ['https://dl.smwcentral.net/1/a.zip', null],
    ['http://dl.smwcentral.net/1/a.zip', 'it leads from https to plain http'],
    ['https://user@dl.smwcentral.net/', 'it contains a user name or password'],
    ['https://:word@dl.smwcentral.net/', 'it contains a user name or password'],
    ['https://192.168.0.1/', 'it is not on the site of www.smwcentral.net'],
    ['javascript:alert(1)', 'javascript: is neither http nor https'],
  ])('for %s after the site: %s', (target, expected) => {
    expect(redirectRefusal(new URL(target), site, site)).toBe(expected);
  });

  test('for a redirect from https to plain http on this machine', () => {
    const here = new URL('https://localhost/');
    expect(redirectRefusal(new URL('http://localhost/'), here, here)).toBe('it leads from https to plain http');
    expect(redirectRefusal(new URL('http://localhost/'), here, null)).toBeNull();
  });
});

test.each([
  ['https://www.smwcentral.net/ajax.php', 'www.smwcentral.net:443'],
  ['http://localhost/', 'localhost:80'],
  ['http://127.0.0.1:8080/x', '127.0.0.1:8080'],
  ['http://[::1]:8080/', '[::1]:8080'],
])('the key of %s is %s', (url, expected) => {
  expect(hostKey(new URL(url))).toBe(expected);
});

import { expect, test } from 'vitest';
import { redactUrl } from '../../src/http/redactUrl.js';

test.each([
  ['https://a.org/x?a=getfile&v=2&id=7', 'https://a.org/x?a=getfile&v=2&id=7'],
  ['https://me:pw@a.org/x#frag', 'https://a.org/x'],
  [
    'https://a.org/?password=1&Token=2&api_key=3&n=4',
    'https://a.org/?password=REDACTED&Token=REDACTED&api_key=REDACTED&n=4',
  ],
  ['https://a.org/?token=1&token=2', 'https://a.org/?token=REDACTED&token=REDACTED'],
  ['https://a.org/?pass%77ord=1', 'https://a.org/?password=REDACTED'],
  [
    'https://a.org/?devpassword=1&sspassword=2&DevPassword=3&SSPASSWORD=4&ssid=5',
    'https://a.org/?devpassword=REDACTED&sspassword=REDACTED&DevPassword=REDACTED&SSPASSWORD=REDACTED&ssid=5',
  ],
  ['https://a.org/?%2570ass%2577ord=1', 'https://a.org/?%2570ass%2577ord=REDACTED'],
  ['https://a.org/?sspass%ZZword=1&%=2', 'https://a.org/?sspass%25ZZword=REDACTED&%25=2'],
  ['https://a.org/?sspass%FFword=1', 'https://a.org/?sspass%EF%BF%BDword=REDACTED'],
  ['https://a.org/?to=https%3A%2F%2Fb.org%2F%3Fsspassword%3D1', 'https://a.org/?to=REDACTED'],
  ['https://a.org/?to=https%253A%252F%252Fb.org%252F%253Fsspassword%253D1', 'https://a.org/?to=REDACTED'],
  ['https://a.org/?to=https://me:pw@b.org/', 'https://a.org/?to=REDACTED'],
  ['https://a.org/?a=1;sspassword=2', 'https://a.org/?a=REDACTED'],
  ['https://a.org/?name=Secret+of+Mana&n=%', 'https://a.org/?name=Secret+of+Mana&n=%'],
])('%s is shown as %s', (url, shown) => {
  expect(redactUrl(new URL(url))).toBe(shown);
});

test('a long URL is shortened', () => {
  expect(redactUrl(new URL(`https://a.org/${'x'.repeat(1000)}`))).toHaveLength(301);
});

test('a URL crafted by a hostile site is shown at once, and without its secrets', () => {
  expect(redactUrl(new URL(`https://a.org/?a=%${'25'.repeat(100_000)}`))).toBe('https://a.org/?a=REDACTED');
  const keys = 'key'.repeat(300_000);
  expect(redactUrl(new URL(`https://a.org/?a=${keys}`))).toContain('?a=keykey');
  const tokens = Array.from({ length: 20_000 }, (_, index) => `token${index}=hidden`).join('&');
  expect(redactUrl(new URL(`https://a.org/?${tokens}`))).not.toContain('hidden');
});

test('the URL itself is not changed', () => {
  const url = new URL('https://me:pw@a.org/?token=1');
  redactUrl(url);
  expect(url.href).toBe('https://me:pw@a.org/?token=1');
});

import { expect, test } from 'vitest';
import { redactUrl } from '../../src/http/redactUrl.js';

test.each([
  ['https://a.org/x?a=getfile&v=2&id=7', 'https://a.org/x?a=getfile&v=2&id=7'],
  ['https://me:pw@a.org/x#frag', 'https://a.org/x'],
  [
    'https://a.org/?password=1&Token=2&api_key=3&n=4',
    'https://a.org/?password=REDACTED&Token=REDACTED&api_key=REDACTED&n=4',
  ],
  ['https://a.org/?token=1&token=2', 'https://a.org/?token=REDACTED'],
  ['https://a.org/?pass%77ord=1', 'https://a.org/?password=REDACTED'],
])('%s is shown as %s', (url, shown) => {
  expect(redactUrl(new URL(url))).toBe(shown);
});

test('a long URL is shown in part', () => {
  expect(redactUrl(new URL(`https://a.org/${'x'.repeat(1000)}`))).toHaveLength(301);
});

test('the URL itself stays as it is', () => {
  const url = new URL('https://me:pw@a.org/?token=1');
  redactUrl(url);
  expect(url.href).toBe('https://me:pw@a.org/?token=1');
});

import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactSecrets } from '../../src/formats/redactSecrets.js';

const PASSWORD = 'p&+#%:ä "x"';

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const inQuery = (text: string): string => new URLSearchParams({ q: text }).toString().slice('q='.length);
const lowerHex = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase());

/** Every way in which a text may come to be written; a lone surrogate has no URL encoding. */
const FORMS: Readonly<Record<string, (text: string) => string>> = {
  clear: (text) => text,
  'URI component': encodeURIComponent,
  'URI component in lower case': (text) => lowerHex(encodeURIComponent(text)),
  URI: encodeURI,
  query: inQuery,
  'query in lower case': (text) => lowerHex(inQuery(text)),
  'query of a query': (text) => inQuery(inQuery(text)),
  'URL of a component': (text) => encodeURIComponent(encodeURIComponent(text)),
  'every byte encoded': (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  XML: xml,
  'XML with references': (text) => Array.from(text, (one) => `&#${one.codePointAt(0) ?? 0};`).join(''),
  'XML with hex references': (text) =>
    Array.from(text, (one) => `&#x${(one.codePointAt(0) ?? 0).toString(16)};`).join(''),
  'XML in XML': (text) => xml(xml(text)),
  'query in XML': (text) => xml(inQuery(text)),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  'JSON in ASCII': (text) =>
    text
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 without its padding': (text) => Buffer.from(text).toString('base64').replace(/=+$/, ''),
  'base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'base64 in a query': (text) => inQuery(Buffer.from(text).toString('base64')),
  'base64 in JSON with slashes': (text) => Buffer.from(text).toString('base64').replaceAll('/', '\\/'),
};

test.each(Object.entries(FORMS))('the password written as %s is replaced, and nothing else', (_, form) => {
  const redact = redactSecrets([PASSWORD]);
  expect(redact(`GET https://a.org/?sspassword=${form(PASSWORD)}&n=1 [${form(PASSWORD)}]`)).toBe(
    'GET https://a.org/?sspassword=REDACTED&n=1 [REDACTED]',
  );
});

test('any secret in any form is replaced, wherever it is', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, fc.string(), fc.string(), (secret, before, after) => {
      const redact = redactSecrets([secret]);
      for (const form of Object.values(FORMS)) {
        const left = redact(`${before}${form(secret)}${after}`).split('REDACTED');
        expect(left.length).toBeGreaterThan(1);
        for (const part of left) expect(part).not.toContain(form(secret));
      }
    }),
    { numRuns: 200 },
  );
});

test('the printed form of an object is redacted as well', () => {
  const redact = redactSecrets([PASSWORD, `it's "quoted"\n`]);
  const shown = inspect({ a: PASSWORD, b: [`it's "quoted"\n`] });
  expect(redact(shown)).toBe("{ a: 'REDACTED', b: [ `REDACTED` ] }");
});

test('of secrets with a common beginning, the longest is replaced first', () => {
  expect(redactSecrets(['abc', 'abcdef'])('abcdef abc')).toBe('REDACTED REDACTED');
});

test('characters with a meaning in patterns are taken literally', () => {
  expect(redactSecrets(['a.c$^(x)[y]{2}|*+?'])('abc a.c$^(x)[y]{2}|*+?')).toBe('abc REDACTED');
  expect(redactSecrets(['back\\slash\\\\two'])('back\\slash\\\\two')).toBe('REDACTED');
});

test('no secret, or an empty one, replaces nothing', () => {
  expect(redactSecrets([])('as it is')).toBe('as it is');
  expect(redactSecrets(['', ''])('as it is')).toBe('as it is');
});

test('a long text without secrets takes no noticeable time, and stays as it is', () => {
  const redact = redactSecrets(['\\\\\\\\\\\\\\\\', '%25%25%25', '    ']);
  const text = '\\%25%2 &amp;&amp;#+ '.repeat(20_000);
  expect(redact(text)).toBe(text);
  const backslashes = '\\'.repeat(300_000);
  expect(redactSecrets(['hunter2'])(backslashes)).toBe(backslashes);
});

import { expect, test } from 'vitest';
import { redirectRefusal } from '../../src/http/redirectRefusal.js';

const SITE = 'https://www.smwcentral.net/';
const HOME = 'http://127.0.0.1:4000/';
const refusal = (target: string, site: string, from: string | null): string | null =>
  redirectRefusal(new URL(target), new URL(site), from === null ? null : new URL(from));

test.each([
  ['https://www.smwcentral.net/ajax.php', SITE, null],
  ['https://dl.smwcentral.net/1/a.zip', SITE, SITE],
  ['http://127.0.0.1:4000/a', HOME, null],
  ['http://127.0.0.1:4000/b', HOME, 'http://127.0.0.1:4000/a'],
  ['https://dl.smwcentral.net/', SITE, 'https://www.smwcentral.net/'],
])('%s may be requested', (target, site, from) => {
  expect(refusal(target, site, from)).toBeNull();
});

test.each([
  ['another host', 'https://example.com/', SITE, null, 'it is not on the site of www.smwcentral.net'],
  ['a host that only looks alike', 'https://evilsmwcentral.net/', SITE, SITE, 'it is not on the site'],
  ['a private address', 'https://10.0.0.1/', SITE, SITE, 'it is not on the site'],
  ['this machine, from a public site', 'https://127.0.0.1/', SITE, SITE, 'it is not on the site'],
  ['another port of this machine', 'http://127.0.0.1:4001/', HOME, HOME, 'it is not on the site'],
  ['plain http', 'http://www.smwcentral.net/', SITE, null, 'plain http is allowed on this machine only'],
  ['a step down from https', 'http://127.0.0.1/', SITE, SITE, 'it leads from https to plain http'],
  ['a password', 'https://a:b@www.smwcentral.net/', SITE, null, 'it contains a user name or password'],
  ['a user name', 'https://a@www.smwcentral.net/', SITE, null, 'it contains a user name or password'],
  ['a file', 'file:///etc/passwd', SITE, SITE, 'file: is neither http nor https'],
  ['FTP', 'ftp://www.smwcentral.net/', SITE, null, 'ftp: is neither http nor https'],
])('%s is refused', (_, target, site, from, reason) => {
  expect(refusal(target, site, from)).toContain(reason);
});

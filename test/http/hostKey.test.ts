import { expect, test } from 'vitest';
import { hostKey } from '../../src/http/hostKey.js';

test.each([
  ['https://www.smwcentral.net/x?y', 'www.smwcentral.net:443'],
  ['https://WWW.smwcentral.net:443/', 'www.smwcentral.net:443'],
  ['https://www.smwcentral.net:8443/', 'www.smwcentral.net:8443'],
  ['http://localhost/', 'localhost:80'],
  ['http://127.0.0.1:4000/', '127.0.0.1:4000'],
  ['http://[::1]:4000/', '[::1]:4000'],
])('%s has the key %s', (url, key) => {
  expect(hostKey(new URL(url))).toBe(key);
});

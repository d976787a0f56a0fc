import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { inAddress, isOpen, knownHosts } from '../../../src/dashboard/security/knownHosts.js';

test('a server is known by the names of this machine that lead to it', () => {
  expect([...knownHosts('127.0.0.1', 8642)].sort()).toEqual(['127.0.0.1:8642', '[::1]:8642', 'localhost:8642']);
  expect(knownHosts('Box.local', 80).has('box.local')).toBe(true);
  expect(knownHosts('Box.local', 80).has('box.local:80')).toBe(true);
  expect(knownHosts('fe80::1', 1).has('[fe80::1]:1')).toBe(true);
});

test('a server bound to every address is known by each of them, and by no other name', () => {
  const hosts = knownHosts('0.0.0.0', 8642);
  expect(hosts.has('localhost:8642')).toBe(true);
  expect(hosts.has(`${hostname().toLowerCase()}:8642`)).toBe(true);
  expect(hosts.has('evil.test:8642')).toBe(false);
});

test.each([
  ['box', 'box'],
  ['fe80::1', '[fe80::1]'],
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
  ['[::]', '[::1]'],
])('a server bound to %s is opened at %s', (host, shown) => {
  expect(inAddress(host)).toBe(shown);
  expect(knownHosts(host, 8642).has(`${shown}:8642`)).toBe(true);
});

test.each([
  ['127.0.0.1', false],
  ['127.1.2.3', false],
  ['localhost', false],
  ['::1', false],
  ['0.0.0.0', true],
  ['::', true],
  ['192.168.1.5', true],
  ['127.evil.test', true],
])('%s is open to others: %s', (host, open) => {
  expect(isOpen(host)).toBe(open);
});

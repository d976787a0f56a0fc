import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkNode } from '../../src/config/checkNode.js';

test.each([
  ['20.19.0', 'ok'],
  ['20.20.2', 'ok'],
  ['24.0.0', 'ok'],
  ['20.18.9', 'problem'],
  ['18.99.0', 'problem'],
  ['21.7.3', 'problem'],
  ['22.1.0', 'problem'],
  ['22.2.0', 'ok'],
  ['24.18.1', 'ok'],
  ['24.19.0', 'problem'],
  ['24.21.3', 'problem'],
  ['24.22.0', 'ok'],
])('Node.js %s: %s', (version, verdict) => {
  expect(checkNode(version)).toMatchObject({ name: 'Node.js', verdict });
});

test('the Node.js that runs this test is new enough', () => {
  const { verdict, message } = checkNode();
  expect(verdict).toBe('ok');
  expect(message).toContain(process.versions.node);
});

test('package.json requires the same versions', () => {
  expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({
    engines: { node: '>=20.19 <21 || >=22.2' },
  });
});

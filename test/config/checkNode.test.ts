import { expect, test } from 'vitest';
import { checkNode } from '../../src/config/checkNode.js';

test.each([
  ['20.19.0', 'ok'],
  ['20.20.2', 'ok'],
  ['24.0.0', 'ok'],
  ['20.18.9', 'problem'],
  ['18.99.0', 'problem'],
  ['24.18.1', 'ok'],
  ['24.19.0', 'problem'],
  ['24.21.3', 'problem'],
  ['24.22.0', 'ok'],
])('Node.js %s: %s', async (version, verdict) => {
  expect(await checkNode(version)).toMatchObject({ name: 'Node.js', verdict });
});

test('the one that runs this is new enough', async () => {
  const { verdict, message } = await checkNode();
  expect(verdict).toBe('ok');
  expect(message).toContain(process.versions.node);
});

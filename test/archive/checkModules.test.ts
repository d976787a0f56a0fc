import { expect, test } from 'vitest';
import { checkModules } from '../../src/archive/checkModules.js';

test('the native modules work on this machine', async () => {
  const checks = await checkModules();
  expect(checks.map(({ name, verdict, message }) => `${verdict} ${name}: ${message}`)).toEqual([
    expect.stringMatching(/^ok better-sqlite3: SQLite 3\.\d+/),
    'ok lzma-native: compresses and decompresses xz',
  ]);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkBaseRom } from '../../src/files/checkBaseRom.js';
import { sha224Hex } from '../../src/formats/hashes.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-check-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const rom = Buffer.alloc(2048, 7);
test.each([
  ['is the expected one', rom, 'ok', /base\.sfc$/],
  ['has a copier header', Buffer.concat([Buffer.alloc(512), rom]), 'note', /copier header/],
  ['is another one', Buffer.alloc(2048, 8), 'problem', /is not the expected one/],
  ['is missing', null, 'problem', /There is no base ROM/],
] as const)('%s', async (_, bytes, verdict, message) => {
  const path = join(folder, 'base.sfc');
  if (bytes !== null) writeFileSync(path, bytes);
  const check = await checkBaseRom(path, sha224Hex(rom));
  expect(check.verdict).toBe(verdict);
  expect(check.message).toMatch(message);
});

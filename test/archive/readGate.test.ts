import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGate } from '../../src/archive/gate.js';
import { readGate } from '../../src/archive/readGate.js';
import { ArchiveError } from '../../src/model/errors.js';
import { newFolder } from './archiveFolder.js';

const SITE = 'www.smwcentral.net:443';
const FILES = 'dl.smwcentral.net:443';
const NOW = Date.UTC(2026, 0, 1);
const options = { sites: [SITE], gapOf: (host: string) => (host === SITE ? 70_000 : 12_000), at: NOW };

test('without a gate the site is free, and none is made', () => {
  const folder = newFolder();
  expect(readGate(join(folder, 'state', 'gate.db'), options)).toEqual([{ host: SITE, atMs: NOW, reason: 'free' }]);
  expect(readdirSync(folder)).toEqual([]);
});

test('says when each host may be asked again and why, and takes no turn', () => {
  const folder = newFolder();
  const file = join(folder, 'gate.db');
  let at = NOW - 20_000;
  const gate = openGate(file, { now: () => at, warn: (message) => expect.fail(message) });
  for (const host of [SITE, FILES]) {
    const turn = gate.take(host, { gapMs: 0 });
    if (turn.granted) gate.release(turn.lease);
  }
  gate.postpone('slow.test:443', NOW + 3_600_000);
  at = NOW - 1;
  gate.take('busy.test:443', { gapMs: 0 });
  gate.close();

  const expected = [
    { host: SITE, atMs: NOW + 50_000, reason: 'gap' },
    { host: 'busy.test:443', atMs: NOW + 11_999, reason: 'held' },
    { host: FILES, atMs: NOW, reason: 'free' },
    { host: 'slow.test:443', atMs: NOW + 3_600_000, reason: 'asked' },
  ];
  expect(readGate(file, options)).toEqual(expected);
  expect(readGate(file, options)).toEqual(expected);
  expect(readdirSync(folder)).toEqual(['gate.db']);
});

test('a damaged gate is reported in one sentence, and is left where it is', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'gate.db'), 'no database'.repeat(500));
  expect(() => readGate(join(folder, 'gate.db'), options)).toThrow(ArchiveError);
  expect(readdirSync(folder)).toEqual(['gate.db']);
});

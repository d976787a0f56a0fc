import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SHIPPED } from './program.js';
import { configFor, goldenWorkplace } from './workplace.js';

describe('an unusable base ROM is refused before anything is fetched', () => {
  test.each([
    ['another one', Buffer.alloc(524_288, 7), / is not the expected one .*sha224/],
    ['one that is cut short', Buffer.alloc(1000), / is not the expected one .*sha224/],
    ['a missing one', null, /^romflow: There is no base ROM at /],
  ])('%s', async (_, content, sentence) => {
    const place = await goldenWorkplace(['41084']);
    const rom = join(place.folder, 'base.sfc');
    if (content === null) rmSync(rom);
    else writeFileSync(rom, content);
    const { code, out, err } = await place.update(['--json']);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain(rom);
    expect(out).not.toContain('summary');
    expect(place.site.requests).toEqual([]);
    expect(existsSync(place.archive)).toBe(false);
  });

  test('a folder in its place', async () => {
    const place = await goldenWorkplace(['41084']);
    const rom = join(place.folder, 'base.sfc');
    rmSync(rom);
    mkdirSync(rom);
    const { code, err } = await place.update();
    expect(code).toBe(2);
    expect(err.trimEnd().split('\n')).toEqual([expect.stringContaining(`romflow: The base ROM ${rom} `)]);
    expect(place.site.requests).toEqual([]);
  });
});

test('a base ROM with a copier header works, and is noted', async () => {
  const place = await goldenWorkplace(['41084']);
  const rom = join(place.folder, 'headered.smc');
  writeFileSync(rom, Buffer.concat([Buffer.alloc(512, 0xff), place.base.bytes]));
  const { code, err } = await place.update([], { cli: SHIPPED, env: { SMW_ROM_PATH: 'headered.smc' } });
  expect(code).toBe(0);
  expect(err).toBe(
    `  ⚠ The base ROM ${rom} has a copier header of 512 bytes; it is ignored (the file stays as it is).\n`,
  );
  expect(await place.assertChain({ baseRom: place.base.bytes })).toMatchObject({ gameversions: 1 });
});

test('every mistake in a configuration is reported at once, and nothing is touched', async () => {
  const place = await goldenWorkplace(['41084']);
  const { baseRom } = configFor(place.site.origin, place.base, place.folder);
  place.writeConfig({
    smwc: { baseUrl: 'https://www.smwcentral.net/', requestDelay: 5, downloadDelay: -1, pace: 3 },
    baseRom: { ...baseRom, sha224: 'abc' },
    processing: { retryMax: 'often' },
  });
  const { code, out, err } = await place.update(['--limit=none']);
  expect(code).toBe(2);
  expect(out).toBe('');
  const lines = err.trimEnd().split('\n');
  for (const key of [
    '--limit',
    'smwc.requestDelay',
    'smwc.downloadDelay',
    'smwc.pace',
    'baseRom.sha224',
    'processing.retryMax',
  ]) {
    expect(lines.filter((line) => line.includes(key))).toHaveLength(1);
  }
  for (const line of lines) expect(line).toMatch(/^romflow: \S+: /);
  expect(place.site.requests).toEqual([]);
  expect(existsSync(place.archive)).toBe(false);
  expect(existsSync(join(place.folder, 'state'))).toBe(false);
});

test('an unknown flag is refused, and the closest known one is suggested', async () => {
  const place = await goldenWorkplace(['41084']);
  expect(await place.update(['--dry-runn'])).toEqual({
    code: 2,
    out: '',
    err: 'romflow: There is no flag --dry-runn; did you mean --dry-run?\n',
  });
  expect(place.site.requests).toEqual([]);
});

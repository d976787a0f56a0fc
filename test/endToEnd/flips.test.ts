import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sha224Hex } from '../../src/formats/hashes.js';
import { SHIPPED } from './program.js';
import { goldenWorkplace } from './workplace.js';

/** A Flips that fails: it refuses IPS, and for anything else it flips the last byte of the ROM. */
const FAKE = `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const words = process.argv.slice(2);
appendFileSync(__filename + '.log', JSON.stringify(words) + '\\n');
const [patch, rom, result] = words.filter((word) => !word.startsWith('--'));
if (readFileSync(patch, 'latin1').startsWith('PATCH')) {
  console.log('This patch is not for you.');
  process.exitCode = 1;
} else {
  const bytes = readFileSync(rom);
  bytes[bytes.length - 1] ^= 255;
  writeFileSync(result, bytes);
  console.log('The patch was applied successfully!');
}
`;

const tested = z.object({
  patch_filename: z.string(),
  test_result: z.string(),
  error_message: z.string().nullable(),
  result_sha224: z.string().nullable(),
});

// On Windows, a script is not a program, and nothing would run it without a shell.
describe.skipIf(process.platform === 'win32')('FLIPS_PATH', () => {
  test('runs Flips without a shell, and reports its message as the reason', async () => {
    const place = await goldenWorkplace(['41021']);
    const odd = join(place.folder, `it's a "fl$(touch pwned)ips"; touch pwned #`);
    mkdirSync(odd);
    const flips = join(odd, 'flips & co');
    writeFileSync(flips, FAKE);
    chmodSync(flips, 0o755);

    const { code, err } = await place.update(['--all-patches'], { cli: SHIPPED, env: { FLIPS_PATH: flips } });
    expect({ code, err }).toEqual({ code: 0, err: '' });

    const result = Buffer.from(place.base.bytes);
    result[result.length - 1] = (result.at(-1) ?? 0) ^ 255;
    const rows = place.rows(tested, 'SELECT * FROM patch_files_working ORDER BY patch_filename');
    expect(
      rows.map(({ patch_filename, test_result, result_sha224 }) => [patch_filename, test_result, result_sha224]),
    ).toEqual([
      ['Both.bps', 'success', sha224Hex(result)],
      ['Both.ips', 'failed', null],
    ]);
    expect(rows.map(({ error_message }) => error_message)).toEqual([null, 'Flips says: This patch is not for you.']);
    expect(await place.assertChain({ baseRom: place.base.bytes })).toMatchObject({ gameversions: 1, patchblobs: 1 });

    const calls = readFileSync(`${flips}.log`, 'utf8').trimEnd().split('\n');
    expect(calls).toHaveLength(2);
    for (const call of calls) {
      const words = z.array(z.string()).parse(JSON.parse(call));
      expect(words.slice(0, 2)).toEqual(['--apply', '--exact']);
      expect(words).toHaveLength(5);
    }
    for (const folder of [place.folder, place.archive, odd]) expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('a program that cannot be started is refused before anything is fetched, and the next run resumes', async () => {
    const place = await goldenWorkplace(['41084']);
    const { code, err } = await place.update([], { env: { FLIPS_PATH: './no flips' } });
    expect(code).toBe(2);
    expect(err).toMatch(/^romflow: FLIPS_PATH: .*no flips.* cannot be started \(ENOENT\)\. .*\n$/);
    expect(place.site.requests).toEqual([]);
    expect(await place.update()).toMatchObject({ code: 0, err: '' });
    expect(await place.assertChain()).toMatchObject({ gameversions: 1 });
  });
});

import { copyFile, link, mkdir, mkdtemp, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dispatch } from '../../src/commands/dispatch.js';
import { makeBps } from '../../src/formats/makeBps.js';
import { fakeHost } from './fakeHost.js';
import { sha224Hex } from './sha224Hex.js';

const GOLDEN = resolve('test', 'golden', 'patches');
const vectorFile = z.object({
  vectors: z.array(
    z.object({ patch: z.string(), result: z.object({ sha224: z.string(), size: z.number() }).nullable() }),
  ),
});
const { vectors } = vectorFile.parse(JSON.parse(await readFile(join(GOLDEN, 'vectors.json'), 'utf8')));

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'romflow-apply-'));
  await copyFile(join(GOLDEN, 'base.sfc'), join(cwd, 'base.sfc'));
  await copyFile(join(GOLDEN, 'same-size.bps'), join(cwd, 'good.bps'));
});

afterEach(() => rm(cwd, { recursive: true }));

async function apply(...words: string[]) {
  const { host, out, err } = fakeHost({ cwd });
  const code = await dispatch(['apply', ...words], host);
  return { code, out: out(), err: err() };
}

const bytesOf = (name: string) => readFile(join(cwd, name));

test.each(vectors)('$patch: gives the same result as Flips', async ({ patch, result }) => {
  const { code, out, err } = await apply(join(GOLDEN, patch), 'base.sfc', '-o', 'out.sfc');
  const files = await readdir(cwd);
  if (result) {
    expect({ code, out }).toEqual({ code: 0, out: `  ✓ Wrote out.sfc (${result.size} bytes)\n` });
    const changed = result.sha224 !== sha224Hex(await bytesOf('base.sfc'));
    expect(err).toBe(
      changed ? '' : '  ○ The patch changes nothing in this ROM, which may have been patched already.\n',
    );
    expect(sha224Hex(await bytesOf('out.sfc'))).toBe(result.sha224);
    expect(files.sort()).toEqual(['base.sfc', 'good.bps', 'out.sfc']);
  } else {
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^romflow: [^\n]+\n$/);
    expect(files.sort()).toEqual(['base.sfc', 'good.bps']);
  }
});

describe('the output', () => {
  test('is never overwritten without --force', async () => {
    await writeFile(join(cwd, 'out.sfc'), 'mine');
    const refused = await apply('good.bps', 'base.sfc', '-o', 'out.sfc');
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/^romflow: .*out\.sfc already exists.*--force\.\n$/);
    expect(String(await bytesOf('out.sfc'))).toBe('mine');
    expect(await apply('good.bps', 'base.sfc', '-o', 'out.sfc', '--force')).toMatchObject({ code: 0, err: '' });
    expect((await bytesOf('out.sfc')).length).toBe(524288);
  });

  test('stays as it is when the patch fails, with or without --force', async () => {
    await writeFile(join(cwd, 'out.sfc'), 'mine');
    expect((await apply(join(GOLDEN, 'bad-patch-crc.bps'), 'base.sfc', '-o', 'out.sfc', '--force')).code).toBe(1);
    expect(String(await bytesOf('out.sfc'))).toBe('mine');
  });

  test.each(['base.sfc', './base.sfc', 'good.bps'])('%s, an input, is refused even with --force', async (output) => {
    const before = await bytesOf(output);
    const { code, err } = await apply('good.bps', 'base.sfc', '-o', output, '--force');
    expect(code).toBe(2);
    expect(err).toMatch(/itself; choose another name\.\n$/);
    expect(before.equals(await bytesOf(output))).toBe(true);
  });

  test('is refused even with --force if it is an input by another name', async () => {
    await link(join(cwd, 'base.sfc'), join(cwd, 'hard.sfc'));
    expect((await apply('good.bps', 'base.sfc', '-o', 'hard.sfc', '--force')).err).toContain('is the ROM itself');
  });

  test.skipIf(process.platform === 'win32')('is refused if it is a link to an input or to nothing', async () => {
    await symlink('base.sfc', join(cwd, 'soft.sfc'));
    expect((await apply('good.bps', 'base.sfc', '-o', 'soft.sfc', '--force')).err).toContain('is the ROM itself');
    await symlink('nowhere', join(cwd, 'dangling.sfc'));
    expect((await apply('good.bps', 'base.sfc', '-o', 'dangling.sfc')).err).toContain('exists');
  });

  test('is refused if it is a folder; in a missing folder, it cannot be written', async () => {
    await mkdir(join(cwd, 'folder'));
    const folder = await apply('good.bps', 'base.sfc', '-o', 'folder', '--force');
    expect(folder).toMatchObject({ code: 2, err: 'romflow: The output folder is not a file; choose another name.\n' });
    const missing = await apply('good.bps', 'base.sfc', '-o', join('none', 'out.sfc'));
    expect(missing.code).toBe(1);
    expect(missing.err).toMatch(/^romflow: Cannot write [^\n]*\n$/);
  });

  test('must be a file, not standard output', async () => {
    const { code, err } = await apply('good.bps', 'base.sfc', '-o', '-');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'romflow: "apply" writes to a file, not to standard output; for a file named "-", use -o ./-\n',
    });
  });

  test.each([[[]], [['-o']], [['--output=']]])('is required: %j', async (words) => {
    const { code, err } = await apply('good.bps', 'base.sfc', ...words);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'romflow: "apply" needs PATCH ROM -o OUT; see romflow apply --help.\n',
    });
  });

  test('may have a name that begins with "-"', async () => {
    expect((await apply('good.bps', 'base.sfc', '-o=-out.sfc')).code).toBe(0);
    expect((await bytesOf('-out.sfc')).length).toBe(524288);
  });

  test.skipIf(process.platform === 'win32')('is named without control sequences', async () => {
    const { code, out } = await apply('good.bps', 'base.sfc', '-o', 'o\u001b[2Jut.sfc');
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}✓ Wrote o[^\p{Cc}]*ut\.sfc \(524288 bytes\)\n$/u);
  });
});

describe('the inputs', () => {
  test('are reported in one sentence when they cannot be read', async () => {
    await mkdir(join(cwd, 'folder'));
    const none = await apply('none.bps', 'base.sfc', '-o', 'out.sfc');
    expect(none).toMatchObject({ code: 2, err: 'romflow: Cannot read the patch none.bps: there is no such file.\n' });
    const folder = await apply('good.bps', 'folder', '-o', 'out.sfc');
    expect(folder.code).toBe(2);
    expect(folder.err).toMatch(/^romflow: Cannot read the ROM folder: [^\n]*\n$/);
  });

  test.each([
    ['big.bps', 'base.sfc', 'big.bps', 64 * 1024 * 1024 + 1],
    ['good.bps', 'big.sfc', 'big.sfc', 16 * 1024 * 1024 + 513],
  ])('%s on %s: %s of %i bytes is refused', async (patch, rom, big, size) => {
    await writeFile(join(cwd, big), '');
    await truncate(join(cwd, big), size);
    const { code, err } = await apply(patch, rom, '-o', 'out.sfc');
    expect(code).toBe(2);
    expect(err).toContain(`${big} is larger than the limit of ${size - 1} bytes`);
  });

  test.each([
    ['ZIP', 'PK\x03\x04'],
    ['7z', '7z\xbc\xaf\x27\x1c'],
    ['RAR', 'Rar!\x1a\x07'],
  ])('are not patched while packed as %s', async (_, signature) => {
    await writeFile(join(cwd, 'packed'), Buffer.from(signature.padEnd(1024), 'latin1'));
    const rom = await apply(join(GOLDEN, 'one-byte.ips'), 'packed', '-o', 'out.sfc');
    expect(rom).toEqual({
      code: 2,
      out: '',
      err: 'romflow: The ROM packed is an archive: unpack it, and name the ROM inside.\n',
    });
    const patch = await apply('packed', 'base.sfc', '-o', 'out.sfc');
    expect(patch.err).toBe('romflow: The patch packed is an archive: unpack it, and name the patch inside.\n');
  });

  test('are named when they are not patches, without a note on a header that does not matter', async () => {
    await writeFile(join(cwd, 'headered.smc'), Buffer.alloc(1536));
    expect(await apply('base.sfc', 'headered.smc', '-o', 'out.sfc')).toEqual({
      code: 1,
      out: '',
      err: 'romflow: The file base.sfc is neither a BPS nor an IPS patch.\n',
    });
    expect((await readdir(cwd)).sort()).toEqual(['base.sfc', 'good.bps', 'headered.smc']);
  });

  describe('a ROM with a copier header', () => {
    const header = Buffer.alloc(512, 'SUPERUFO');
    const NOTE =
      '  ○ The ROM has a copier header of 512 bytes: the patch was applied to what follows it, and the header was kept.\n';

    beforeEach(async () => {
      await writeFile(join(cwd, 'headered.smc'), Buffer.concat([header, await bytesOf('base.sfc')]));
    });

    test('keeps the header, and a BPS patch is applied to what follows, as Flips does', async () => {
      await apply('good.bps', 'base.sfc', '-o', 'out.sfc');
      expect(await apply('good.bps', 'headered.smc', '-o', 'out.smc')).toEqual({
        code: 0,
        out: '  ✓ Wrote out.smc (524800 bytes)\n',
        err: NOTE,
      });
      expect((await bytesOf('out.smc')).equals(Buffer.concat([header, await bytesOf('out.sfc')]))).toBe(true);
    });

    test('is patched as a whole by a patch that was made with the header', async () => {
      const rom = await bytesOf('headered.smc');
      const changed = Buffer.from(rom);
      changed.fill(1, 600, 700);
      await writeFile(join(cwd, 'headered.bps'), makeBps(rom, changed));
      expect(await apply('headered.bps', 'headered.smc', '-o', 'out.smc')).toMatchObject({ code: 0, err: '' });
      expect((await bytesOf('out.smc')).equals(changed)).toBe(true);
    });

    test('is patched as a whole by an IPS patch, as nothing says what such a patch was made for', async () => {
      expect(await apply(join(GOLDEN, 'one-byte.ips'), 'headered.smc', '-o', 'out.smc')).toMatchObject({
        code: 0,
        err: '',
      });
      expect((await bytesOf('out.smc')).length).toBe(524800);
    });

    test.each([
      ['other-source-size.bps', 'meant for another ROM'],
      ['bad-patch-crc.bps', 'its checksum is wrong'],
    ])('is not written for %s', async (patch, why) => {
      const { code, err } = await apply(join(GOLDEN, patch), 'headered.smc', '-o', 'out.smc');
      expect(code).toBe(1);
      expect(err).toContain(why);
      expect(await readdir(cwd)).not.toContain('out.smc');
    });
  });
});

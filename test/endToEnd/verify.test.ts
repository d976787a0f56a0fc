import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type RunEvent, runEvent } from '../../src/model/events.js';
import { assertChain } from './chain.js';
import { type Ended, romflow } from './program.js';
import { type VerifiedArchive, base, verifiedArchive } from './verifiedArchive.js';

const copy = verifiedArchive(['201', '202', '203']);

/** Runs the built program as its users do, in the archive's own folder. */
function verify(archive: VerifiedArchive, ...flags: readonly string[]): Promise<Ended> {
  const temp = join(archive.root, '..', 'tmp');
  mkdirSync(temp, { recursive: true });
  return romflow(['verify', ...flags], { cwd: archive.root, env: { TMPDIR: temp, TEMP: temp, TMP: temp } });
}

const eventsOf = ({ out }: Ended): readonly RunEvent[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => runEvent.parse(JSON.parse(line)));

describe('romflow verify', () => {
  test('finds nothing wrong with what the update course made, and does not change a byte', async () => {
    const archive = copy();
    const before = archive.state();
    const { code, out, err } = await verify(archive, '--deep');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('verify: nothing is damaged\n');
    expect(out).toContain('  Notices:         0\n');
    expect(archive.state()).toEqual(before);
  });

  test('reports damage of every kind at once, repairs it, and finds nothing afterwards', async () => {
    const archive = copy();
    const shake = archive.ask('rhdata', "SELECT pat_shake_128 FROM patchblobs WHERE patch_filename = 'Three.bps'");
    archive.flip(archive.file('blobs', /^pblob_201_/));
    archive.sql('patchbin', "UPDATE attachments SET file_data = x'00' WHERE file_name LIKE 'pblob_201_%'");
    archive.sql('patchbin', "UPDATE attachments SET parents = '', file_crc32 = 'x' WHERE file_name LIKE 'pblob_203_%'");
    archive.sql('rhdata', "UPDATE patchblobs SET patchblob1_key = '' WHERE patch_filename = 'more/Four.ips'");
    archive.sql('rhdata', "UPDATE patchblobs SET result_sha224 = 'ffff' WHERE patch_filename = 'Three.bps'");
    archive.sql('rhdata', "DELETE FROM gameversions WHERE gameid = '202'");
    archive.remove(`patch/${shake}`);
    archive.flip(archive.file('rom', /^201_/));
    archive.remove(archive.file('rom', /^202_/));
    archive.write('hacks/203', 'no JSON');
    archive.write('temp/left', '');

    const named = await verify(archive, '--json');
    expect(named).toMatchObject({ code: 1, err: '' });
    const kinds = eventsOf(named).flatMap((event) => (event.type === 'verify.damage' ? [event.kind] : []));
    expect(new Set(kinds)).toEqual(new Set(['blob', 'attachment', 'row', 'chain', 'patch', 'rom', 'json']));

    const mended = await verify(archive, '--repair', '--json');
    expect(eventsOf(mended).filter(({ type }) => type === 'verify.unrepaired')).toEqual([]);
    expect(mended).toMatchObject({ code: 0, err: '' });
    expect(eventsOf(mended).at(-1)).toMatchObject({ type: 'verify.summary', repair: true, unrepaired: 0 });

    const after = await verify(archive, '--deep', '--json');
    expect(after).toMatchObject({ code: 0, err: '' });
    expect(eventsOf(after).at(-1)).toMatchObject({ damaged: 0, notices: 0 });
    await assertChain(archive.path('electron/rhdata.db'), archive.path('electron/patchbin.db'), {
      root: archive.root,
      baseRom: base,
    });
  });

  test('says what it could not repair', async () => {
    const archive = copy();
    archive.remove('zips/201.zip');
    const { code, out } = await verify(archive, '--repair');
    expect(code).toBe(1);
    expect(out).toContain('zips/201.zip could not be repaired: ');
  });

  test('needs an archive', async () => {
    const archive = copy();
    archive.remove('electron');
    for (const flags of [[], ['--repair']]) {
      const { code, out, err } = await verify(archive, ...flags);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^romflow: There is no archive at [^\n]+\n$/);
    }
  });

  test('prints events with --json, and nothing else', async () => {
    const archive = copy();
    const events = eventsOf(await verify(archive, '--json'));
    expect(events[0]).toMatchObject({ type: 'run.started', command: 'verify' });
    expect(events.at(-1)).toMatchObject({ type: 'verify.summary', outcome: 'complete' });
    const stages = z
      .array(z.object({ stage: z.string() }))
      .parse(events.slice(1, -1))
      .map(({ stage }) => stage);
    expect(stages).toEqual(['databases', 'queue', 'patches', 'blobs', 'versions', 'attachments', 'files']);
  });
});

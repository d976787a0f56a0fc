import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, truncateSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { parseJsonObject, readKeys } from '../../src/formats/archiveFields.js';
import { sealUnder } from '../../src/formats/blob.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { sealStamp } from '../../src/formats/sealPair.js';
import { CONFIG, base, verifiedArchive } from '../endToEnd/verifiedArchive.js';

const copy = verifiedArchive(['201', '202', '203']);

test('a repair keeps an attachment’s owner and the other rows that it serves', async () => {
  const archive = copy();
  const [own, owner] = ['201', '202'].map((id) =>
    archive
      .ask('rhdata', `SELECT patchblob1_name || ' ' || gvuuid FROM gameversions WHERE gameid = '${id}'`)
      .split(' '),
  );
  const where = `WHERE file_name = '${own?.[0] ?? ''}'`;
  const pbuuid = archive.ask('patchbin', `SELECT pbuuid FROM attachments ${where}`);
  archive.sql('patchbin', `UPDATE attachments SET gvuuid = '${owner?.[1] ?? ''}', parents = '["x"]' ${where}`);
  const told = await archive.verify({ repair: true });
  expect(told).toMatchObject({
    code: 0,
    damages: [expect.stringMatching(/^attachment attachments\.parents: It lacks/)],
  });
  expect(archive.ask('patchbin', `SELECT gvuuid || parents FROM attachments ${where}`)).toBe(
    `${owner?.[1] ?? ''}["x","${pbuuid}"]`,
  );
});

test('a repair makes no ROM from another base ROM', async () => {
  const archive = copy();
  const other = Buffer.from(base).fill(7, 5000, 5100);
  archive.write('smw.sfc', other);
  archive.rewriteJson(CONFIG, { baseRom: { sha224: sha224Hex(other) } });
  archive.remove('rom');
  expect((await archive.verify({ repair: true })).code).toBe(1);
  expect(readdirSync(archive.path('rom'))).toEqual([]);
});

test('a repair restores a patch from its blob alone', async () => {
  const archive = copy();
  const patch = `patch/${archive.ask('rhdata', "SELECT pat_shake_128 FROM patchblobs WHERE patch_filename = 'One.bps'")}`;
  const whole = archive.read(patch);
  archive.flip(patch);
  archive.remove('zips');
  await archive.verify({ repair: true });
  expect(archive.read(patch)).toEqual(whole);
});

test('a repair finds a patch in a ZIP in which another patch is damaged', async () => {
  const archive = copy();
  const four = "WHERE patch_filename = 'more/Four.ips'";
  const patch = `patch/${archive.ask('rhdata', `SELECT pat_shake_128 FROM patchblobs ${four}`)}`;
  const blob = archive.ask('rhdata', `SELECT patchblob1_name FROM patchblobs ${four}`);
  const zip = archive.read('zips/203.zip');
  const data = 30 + 'Three.bps'.length;
  archive.write('zips/203.zip', Buffer.concat([zip.subarray(0, data), Buffer.from('?'), zip.subarray(data + 1)]));
  archive.remove(patch);
  archive.remove(`blobs/${blob}`);
  archive.sql('patchbin', `DELETE FROM attachments WHERE file_name = '${blob}'`);
  await archive.verify({ repair: true });
  expect(existsSync(archive.path(patch))).toBe(true);
});

test('a repair does not mistake another patch under the same key for the one of a row', async () => {
  const archive = copy();
  const blob = archive.file('blobs', /^pblob_201_/);
  const told = (column: string): string =>
    archive.ask('rhdata', `SELECT ${column} FROM patchblobs WHERE patch_filename = 'One.bps'`);
  const before = told('pat_sha1 || pat_sha224 || pat_shake_128');
  const [key = Buffer.alloc(32)] = readKeys([told('patchblob1_key')]);
  const other = await sealUnder(Buffer.from('PATCHEOF'), key, sealStamp('fast', { randomBytes, now: Date.now }));
  archive.write(blob, other.blob.bytes);
  archive.sql('patchbin', `DELETE FROM attachments WHERE file_name = '${told('patchblob1_name')}'`);
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(told('pat_sha1 || pat_sha224 || pat_shake_128')).toBe(before);
});

test('a repair finds a patch in another ZIP when the first is broken, and reports what remains broken', async () => {
  const archive = copy();
  const patch = `patch/${archive.ask('rhdata', "SELECT pat_shake_128 FROM patchblobs WHERE patch_filename = 'One.bps'")}`;
  const whole = archive.read(patch);
  archive.remove(patch);
  archive.remove(archive.file('blobs', /^pblob_201_/));
  archive.sql('patchbin', "DELETE FROM attachments WHERE file_name LIKE 'pblob_201_%'");
  archive.write('zips/201.zip', Buffer.alloc(archive.read('zips/201.zip').length));
  const { unrepaired } = await archive.verify({ repair: true });
  expect(unrepaired).toEqual([expect.stringMatching(/^zip zips\/201\.zip/)]);
  expect(archive.read(patch)).toEqual(whole);
});

test('a repair without the base ROM keeps the recorded key, even if the salt derives another one', async () => {
  const archive = copy();
  archive.remove('smw.sfc');
  archive.remove(archive.file('blobs', /^pblob_201_/));
  archive.sql('patchbin', "DELETE FROM attachments WHERE file_name LIKE 'pblob_201_%'");
  const salt = 'AAAAAAAAAAAAAAAAAAAAAA==';
  for (const folder of ['hacks', 'pat_meta', 'rom_meta']) archive.remove(folder);
  const one = "WHERE patch_filename = 'One.bps'";
  archive.sql('rhdata', `UPDATE patchblobs SET pbjsondata = json_set(pbjsondata, '$.romblob_salt', '${salt}') ${one}`);
  const key = `SELECT patchblob1_key FROM patchblobs ${one}`;
  const before = archive.ask('rhdata', key);
  const told = await archive.verify({ repair: true });
  expect(told.unrepaired).toEqual([expect.stringMatching(/^rom-blob romblob_salt/)]);
  expect(archive.ask('rhdata', key)).toBe(before);
});

test('a repair does not give a row the blob name of another row', async () => {
  const archive = copy();
  const columns =
    'patch_name, pat_sha1, pat_sha224, pat_shake_128, patchblob1_key, patchblob1_sha224, result_sha1, result_sha224, result_shake1, pbjsondata';
  archive.sql(
    'rhdata',
    `INSERT INTO patchblobs (pbuuid, gvuuid, patchblob1_name, ${columns})
       SELECT 'twin', gvuuid, 'pblob_201_0000000000', ${columns} FROM patchblobs WHERE patch_filename = 'One.bps'`,
  );
  const names = 'SELECT count(DISTINCT patchblob1_name) FROM patchblobs';
  const before = archive.ask('rhdata', names);
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(archive.ask('rhdata', names)).toBe(before);
  // The files about a patch may refer to either.
  expect(await archive.verify()).toMatchObject({ code: 0, damages: [] });
});

test('a repair does not take a ROM blob for that of a patch when the hack file names it for another one', async () => {
  const archive = copy();
  const four = "WHERE patch_filename = 'more/Four.ips'";
  for (const path of ["'pat_meta/' || pat_shake_128", "'rom_meta/' || result_shake1"])
    archive.remove(archive.ask('rhdata', `SELECT ${path} FROM patchblobs ${four}`));
  archive.sql('rhdata', `UPDATE patchblobs SET pbjsondata = NULL ${four}`);
  const blobs = readdirSync(archive.path('blobs'));
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(readdirSync(archive.path('blobs'))).toEqual(blobs);
});

test('a repair restores a lost row under an id of its own if its attachment refers to another row', async () => {
  const archive = copy();
  const other = archive.ask('rhdata', "SELECT pbuuid FROM patchblobs WHERE patch_filename = 'Three.bps'");
  archive.sql('patchbin', `UPDATE attachments SET pbuuid = '${other}' WHERE file_name LIKE 'pblob_201_%'`);
  archive.sql('rhdata', "DELETE FROM patchblobs WHERE patch_filename = 'One.bps'");
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(archive.ask('rhdata', 'SELECT count(DISTINCT pbuuid) FROM patchblobs')).toBe('3');
});

test('a repair seals a patch again if the blob of its name does not match that name', async () => {
  const archive = copy();
  const blob = archive.file('blobs', /^pblob_201_/);
  const told = (column: string): string =>
    archive.ask('rhdata', `SELECT ${column} FROM patchblobs WHERE patch_filename = 'One.bps'`);
  const [key = Buffer.alloc(32)] = readKeys([told('patchblob1_key')]);
  const patch = archive.read(`patch/${told('pat_shake_128')}`);
  const other = await sealUnder(patch, key, sealStamp('fast', { randomBytes, now: Date.now }));
  archive.write(blob, other.blob.bytes);
  archive.sql('patchbin', `DELETE FROM attachments WHERE file_name = '${told('patchblob1_name')}'`);
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(told('patchblob1_name')).toBe(`pblob_201_${told('patchblob1_sha224').slice(0, 10)}`);
});

test.each([/^pblob_201_[0-9a-f]{10}$/, /^rblob_201_[0-9a-f]{10}$/])(
  'a blob that exists but cannot be read is not reported missing, and stays: %s',
  async (blob) => {
    const archive = copy();
    truncateSync(archive.path(archive.file('blobs', blob)), 2 ** 28);
    const blobs = readdirSync(archive.path('blobs'));
    const told = await archive.verify({ repair: true });
    expect(told).toMatchObject({ code: 1, unrepaired: [expect.any(String)] });
    expect(told.damages).toEqual([expect.stringContaining('The file has more than 134217728 bytes')]);
    expect(readdirSync(archive.path('blobs'))).toEqual(blobs);

    archive.sql('patchbin', 'DELETE FROM attachments');
    expect((await archive.verify({ repair: true })).unrepaired).toHaveLength(1);
    expect(readdirSync(archive.path('blobs'))).toEqual(blobs);
  },
);

test('a repair keeps the ROM blob of another patch, even though a row names it', async () => {
  const archive = copy();
  const other = archive.file('blobs', /^rblob_201_/);
  const set = `pbjsondata = json_set(pbjsondata, '$.romblob_name', '${basename(other)}')`;
  archive.sql('rhdata', `UPDATE patchblobs SET ${set} WHERE patch_filename = 'Three.bps'`);
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(existsSync(archive.path(other))).toBe(true);
  expect(await archive.verify()).toMatchObject({ code: 0, damages: [] });
});

test.each([
  ['patchblobs', ['DELETE FROM patch_files_working']],
  [
    'patch_files_working',
    ['UPDATE patchblobs SET zip_source = NULL', 'UPDATE patch_files_working SET patch_file_path = NULL'],
  ],
])('a repair knows the ZIP of a patch that is lost everywhere else: from %s', async (_, forgotten) => {
  const archive = copy();
  for (const statement of [...forgotten, 'UPDATE gameversions SET local_resource_filename = NULL'])
    archive.sql('rhdata', statement);
  archive.remove('patch');
  archive.remove(archive.file('blobs', /^pblob_201_/));
  archive.sql('patchbin', "DELETE FROM attachments WHERE file_name LIKE 'pblob_201_%'");
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
});

test('a repair restores the files of an older version whose working rows a newer one has replaced', async () => {
  const archive = copy();
  const [patch, rom] = ['pat_shake_128', 'result_shake1'].map((column) =>
    archive.ask('rhdata', `SELECT ${column} FROM patchblobs WHERE patch_filename = 'Three.bps'`),
  );
  archive.sql('rhdata', "DELETE FROM patch_files_working WHERE gameid = '203'");
  const paths = [`patch/${patch}`, `rom/203_${rom}.sfc`, `pat_meta/${patch}`, `rom_meta/${rom}`];
  // The order of keys in a JSON file may differ.
  const contents = () =>
    paths.map((path) =>
      path.includes('meta') ? parseJsonObject(archive.read(path).toString()) : archive.read(path).toString('hex'),
    );
  const before = contents();
  for (const path of paths) archive.remove(path);
  const named = await archive.verify();
  expect(named).toMatchObject({ code: 1, notices: [] });
  expect(named.damages.map((damage) => damage.split(' ')[1]).toSorted()).toEqual(
    paths.map((path) => `${path}:`).toSorted(),
  );
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(contents()).toEqual(before);
});

test('a repair restores the ROM of an older version whose blob belongs to another game', async () => {
  const archive = copy();
  const shake = archive.ask('rhdata', "SELECT result_shake1 FROM patchblobs WHERE patch_filename = 'One.bps'");
  archive.sql('rhdata', "DELETE FROM patch_files_working WHERE gameid = '202'");
  const rom = `rom/202_${shake}.sfc`;
  const whole = archive.read(rom);
  archive.remove(rom);
  expect(await archive.verify()).toMatchObject({ code: 1, damages: [`rom ${rom}: The file is missing.`], notices: [] });
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(archive.read(rom)).toEqual(whole);
  // For a version that another tool recorded, a ROM need not exist.
  archive.remove(rom);
  archive.sql('rhdata', "UPDATE gameversions SET local_resource_filename = NULL WHERE gameid = '202'");
  expect(await archive.verify()).toMatchObject({
    code: 0,
    damages: [],
    notices: [`rom ${rom}: There is no such file.`],
  });
});

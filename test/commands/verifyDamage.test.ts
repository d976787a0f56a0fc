import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { update } from '../../src/commands/update.js';
import { readKeys } from '../../src/formats/archiveFields.js';
import { sealUnder } from '../../src/formats/blob.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { sealStamp } from '../../src/formats/sealPair.js';
import { archiveState } from '../endToEnd/archiveDigest.js';
import { assertChain } from '../endToEnd/chain.js';
import { CONFIG, type VerifiedArchive, base, settingsOf, verifiedArchive } from '../endToEnd/verifiedArchive.js';
import { fakeHost } from './fakeHost.js';
import { cutOffRepairs } from './verifyCutOff.js';
import { damages, damagesOfOthers } from './verifyDamages.js';

const copy = verifiedArchive(['201', '202']);
const copyOfMore = verifiedArchive(['201', '203']);

const BLOB = /^pblob_201_[0-9a-f]{10}$/;
const ROM_BLOB = /^rblob_201_[0-9a-f]{10}$/;

const blobsOf = (archive: VerifiedArchive): readonly string[] =>
  readdirSync(archive.path('blobs')).filter((name) => !name.endsWith('.damaged'));

/** The number of rows of each table: a repair adds none that was not there before. */
const rowsOf = (archive: VerifiedArchive): readonly string[] => [
  ...['gameversions', 'patchblobs', 'patchblobs_extended', 'rhpatches'].map((table) =>
    archive.ask('rhdata', `SELECT count(*) FROM ${table}`),
  ),
  archive.ask('patchbin', 'SELECT count(*) FROM attachments'),
];

async function whole(fresh: () => VerifiedArchive, damage: (archive: VerifiedArchive) => void, expected: RegExp) {
  const archive = fresh();
  const blobs = blobsOf(archive);
  const rows = rowsOf(archive);
  damage(archive);
  const before = archive.state();
  const named = await archive.verify();
  expect(named.code).toBe(1);
  expect(named.damages).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  expect(archive.state()).toEqual(before);

  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });
  expect(rowsOf(archive)).toEqual(rows);
  const sealedAnew = blobsOf(archive).some((name) => !blobs.includes(name));
  await assertChain(archive.path('electron/rhdata.db'), archive.path('electron/patchbin.db'), {
    root: archive.root,
    ...(sealedAnew ? { baseRom: base } : {}),
  });
}

const ofKind = (kind: string) => (archive: VerifiedArchive) => {
  for (const table of ['patchblobs', 'patchblobs_extended'])
    archive.sql('rhdata', `UPDATE ${table} SET patch_type = '${kind}'`);
};

describe('damage is reported by a plain verify, which changes nothing; after a repair, it is gone', () => {
  test.each(damages)('%s', (_, damage, expected) => whole(copy, damage, expected));
  test.each(damagesOfOthers)('%s', (_, damage, expected) => whole(copyOfMore, damage, expected));

  test('a patch type that is not the patch’s, in both tables', () =>
    whole(copy, ofKind('ips'), /^row patchblobs\.patch_type: It is "ips", but should be "bps"/));

  test('every copy of a patch except in its ZIP, after another patch there', () =>
    whole(
      copyOfMore,
      (archive) => {
        for (const path of ['patch_name', "'blobs/' || patchblob1_name"])
          archive.remove(
            archive.ask('rhdata', `SELECT ${path} FROM patchblobs WHERE patch_filename = 'more/Four.ips'`),
          );
        archive.sql('patchbin', "DELETE FROM attachments WHERE file_name LIKE 'pblob_203_%'");
      },
      /^patch patch\/.*missing/,
    ));

  test('a missing patch whose blob is lost as well, while another patch has its hash', () =>
    whole(
      copyOfMore,
      (archive) => {
        const shake = archive.ask('rhdata', "SELECT pat_shake_128 FROM patchblobs WHERE patch_filename = 'One.bps'");
        archive.remove(`patch/${shake}`);
        archive.remove(archive.file('blobs', BLOB));
        archive.sql('patchbin', "DELETE FROM attachments WHERE file_name LIKE 'pblob_201_%'");
        const hash = "(SELECT pat_sha224 FROM patchblobs WHERE patch_filename = 'One.bps')";
        archive.sql('rhdata', `UPDATE patchblobs SET pat_sha224 = ${hash} WHERE patch_filename = 'more/Four.ips'`);
      },
      /^patch patch\/.*missing/,
    ));

  test('a missing row in patchblobs, and a hack file that contradicts the rest', () =>
    whole(
      copy,
      (archive) => {
        archive.sql('rhdata', 'DELETE FROM patchblobs');
        archive.rewriteJson('hacks/201', { patchblob1_key: 'x' });
      },
      /^chain gameversions\.patchblob1_name: There is no row/,
    ));
});

test('a hack file of another hack is replaced at once, and the old one is kept aside', async () => {
  const archive = copyOfMore();
  const whole = archive.read('hacks/203');
  archive.write('hacks/203', archive.read('hacks/201'));
  expect((await archive.verify({ repair: true })).damages).toEqual(['json hacks/203: It is about hack 201.']);
  expect(archive.read('hacks/203')).toEqual(whole);
  expect(readdirSync(archive.path('hacks'))).toEqual(['201', '203', '203.damaged']);
});

test('a lost version is not restored from a hack file of another hack', async () => {
  const archive = copy();
  archive.sql('rhdata', "DELETE FROM gameversions WHERE gameid = '201'");
  archive.write('hacks/201', archive.read('hacks/202'));
  const unrepaired = ['chain gameversions: There is nothing left to repair it from.'];
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 1, unrepaired });
  expect(archive.ask('rhdata', 'SELECT group_concat(gameid) FROM gameversions')).toBe('202');
});

test('a restored row is marked primary and has the patch’s file name, even without the hack file', async () => {
  const archive = copy();
  archive.remove('hacks/201');
  const row = 'SELECT is_primary || pbjsondata FROM patchblobs';
  const before = archive.ask('rhdata', row);
  archive.sql('rhdata', 'DELETE FROM patchblobs');
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(archive.ask('rhdata', row)).toMatch(/^1.*"patch_filename":"One.bps"/);
  expect(before).toMatch(/^1.*"patch_filename":"One.bps"/);
});

test('without the base ROM, a lost row is restored with the results found in files, or not at all', async () => {
  const archive = copy();
  archive.remove('smw.sfc');
  const row = 'SELECT patch_name || result_sha1 || result_sha224 || result_shake1 FROM patchblobs';
  const before = archive.ask('rhdata', row);
  archive.sql('rhdata', 'DELETE FROM patchblobs');
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(archive.ask('rhdata', row)).toBe(before);
  archive.sql('rhdata', 'DELETE FROM patchblobs');
  for (const folder of ['hacks', 'pat_meta']) archive.remove(folder);
  const { code, unrepaired } = await archive.verify({ repair: true });
  expect([code, unrepaired[0]]).toEqual([1, expect.stringMatching(/^chain .*nothing left to repair it from/)]);
});

test('a version whose patch matches its blob keeps the blob, even if its hash is that of another one', async () => {
  const archive = copyOfMore();
  const named = 'SELECT group_concat(patchblob1_name) FROM gameversions ORDER BY gameid';
  const before = archive.ask('rhdata', named);
  const other = "(SELECT pat_sha224 FROM gameversions WHERE gameid = '201')";
  archive.sql('rhdata', `UPDATE gameversions SET pat_sha224 = ${other} WHERE gameid = '203'`);
  expect((await archive.verify({ repair: true })).damages).toEqual([
    expect.stringMatching(/^row gameversions\.pat_sha224/),
  ]);
  expect(archive.ask('rhdata', named)).toBe(before);
  expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });
});

test('a hack file is compared only with its latest version, and may still describe an older one', async () => {
  const archive = copyOfMore();
  archive.sql('rhdata', "UPDATE gameversions SET version = 2 WHERE gameid = '201'");
  archive.sql(
    'rhdata',
    `INSERT INTO gameversions (gvuuid, gameid, version, name, gvjsondata, patchblob1_name, pat_sha224)
       SELECT 'old', latest.gameid, 1, latest.name, latest.gvjsondata, other.patchblob1_name, other.pat_sha224
       FROM gameversions latest, gameversions other WHERE latest.gameid = '201' AND other.gameid = '203'`,
  );
  const whole = archive.read('hacks/201');
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, damages: [] });
  expect(archive.read('hacks/201')).toEqual(whole);

  archive.rewriteJson('hacks/201', {
    patchblob1_name: archive.ask('rhdata', "SELECT patchblob1_name FROM gameversions WHERE gvuuid = 'old'"),
    pat_sha224: archive.ask('rhdata', "SELECT pat_sha224 FROM gameversions WHERE gvuuid = 'old'"),
  });
  expect(await archive.verify()).toMatchObject({ code: 0, damages: [] });
});

describe('a repair that is killed after any of its writes is completed by the next one', () => {
  const sealsAnew = [
    'every copy of a blob',
    'the key and the salt, wherever they are written down',
    'a damaged ROM blob',
  ];

  test.each(damages.filter(([name]) => sealsAnew.includes(name)))('%s', async (_, damage) => {
    const archive = copy();
    damage(archive);
    archive.sql('patchbin', "UPDATE attachments SET arweave_file_id = 'of another tool'");
    const left = await cutOffRepairs(archive);
    const wanted = archiveState(archive.root);
    expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });

    for (const [moment, died] of left.entries()) {
      expect(await died.verify({ repair: true }), `moment ${moment}`).toMatchObject({ code: 0, unrepaired: [] });
      expect(archiveState(died.root), `moment ${moment}`).toEqual(wanted);
    }
  });
});

test('an update takes back or completes what a killed repair had begun to seal again', async () => {
  const archive = copy();
  archive.flip(archive.file('blobs', /^rblob_201_/));
  const left = await cutOffRepairs(archive);
  const wanted = archiveState(archive.root);
  for (const [moment, died] of left.entries()) {
    const settings = await settingsOf(died.root);
    const begun = died.ask('rhdata', "SELECT count(*) FROM patch_files_working WHERE status LIKE 'reseal%'") !== '0';
    if (begun) died.write('blobs/0f0e.romflow-tmp', 'half');
    const { host } = fakeHost();
    expect(await update({ ...settings, fetchMetadata: false }, { ...host, stdin: null })).toBe(0);
    const { damages: still, notices } = await died.verify();
    expect(notices, `moment ${moment}`).toEqual([]);
    if (still.length === 0) expect(archiveState(died.root), `moment ${moment}`).toEqual(wanted);
  }
});

test('an upper-case patch type is correct', async () => {
  const archive = copy();
  ofKind('BPS')(archive);
  expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });
});

describe('a repair', () => {
  test('leaves alone what is in the way of a file, and repairs the rest', async () => {
    const archive = copy();
    const blob = archive.file('blobs', BLOB);
    for (const file of [blob, 'hacks/201']) {
      archive.remove(file);
      mkdirSync(archive.path(file));
    }
    archive.sql('rhdata', "UPDATE gameversions SET pat_sha224 = 'ffff' WHERE gameid = '202'");
    const told = await archive.verify({ repair: true });
    expect(told.code).toBe(1);
    expect(told.unrepaired.map((line) => line.replace(/:.*/, '')).sort()).toEqual([`blob ${blob}`, 'json hacks/201']);
    expect((await archive.verify()).damages.join('\n')).not.toContain('pat_sha224');
    expect(statSync(archive.path(blob)).isDirectory()).toBe(true);
  });

  test('takes back no blob that a row refers to, whatever was announced', async () => {
    const archive = copy();
    const [patch, rom] = [archive.file('blobs', BLOB), archive.file('blobs', ROM_BLOB)];
    archive.sql(
      'rhdata',
      `INSERT INTO patch_files_working (pfuuid, gameid, status, blob_data) VALUES ('odd', '', 'resealing', json_object(
         'patchblob1_name', '${basename(patch)}', 'romblob_name', '${basename(rom)}', 'cursor', '1', 'pbjsondata', '{}',
         'replaces', json_object(), 'pat_sha224', '', 'told', json_array()))`,
    );
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, damages: [] });
    expect(archive.ask('rhdata', "SELECT count(*) FROM patch_files_working WHERE pfuuid = 'odd'")).toBe('0');
  });

  test('resumes an interrupted one without changing a file about another patch', async () => {
    const archive = copy();
    archive.sql(
      'rhdata',
      `INSERT INTO patch_files_working (pfuuid, gameid, status, blob_data) VALUES ('odd', '201', 'resealed', json_object(
         'romblob_salt', 'another', 'cursor', '1', 'pbjsondata', '{}', 'replaces', json_object(), 'pat_sha224', 'ffff',
         'told', json_array(json_array('hacks', '201'))))`,
    );
    const before = archive.read('hacks/201');
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, damages: [] });
    expect(archive.read('hacks/201')).toEqual(before);
    expect(archive.ask('rhdata', "SELECT count(*) FROM patch_files_working WHERE pfuuid = 'odd'")).toBe('0');
  });

  test('seals a ROM again if its blob holds another one than the patch makes', async () => {
    const archive = copy();
    const [key = Buffer.alloc(32)] = readKeys([archive.ask('rhdata', 'SELECT patchblob1_key FROM patchblobs')]);
    const stamp = sealStamp('fast', { randomBytes, now: Date.now });
    const other = await sealUnder(Buffer.from(base).fill(9, 1000, 1100), key, stamp);
    archive.write(archive.file('blobs', ROM_BLOB), other.blob.bytes);
    expect((await archive.verify()).damages).toEqual([
      expect.stringMatching(/^rom-blob .*a different ROM than the patch/),
    ]);
    expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
    expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });
  });

  test.each([false, true])('does not trust what an IPS patch makes of another base ROM (deep: %j)', async (deep) => {
    const archive = copyOfMore();
    const other = Buffer.from(base).fill(7, 5000, 5100);
    archive.write('smw.sfc', other);
    archive.rewriteJson(CONFIG, { baseRom: { sha224: sha224Hex(other) } });
    const known = () => archive.ask('rhdata', 'SELECT group_concat(result_sha224 || pbjsondata) FROM patchblobs');
    const [before, blobs] = [known(), blobsOf(archive)];
    expect((await archive.verify({ deep, repair: true })).code).toBe(1);
    expect([known(), blobsOf(archive)]).toEqual([before, blobs]);
  });

  test('gives a version no number that its hack already has', async () => {
    const archive = copy();
    archive.sql(
      'rhdata',
      "UPDATE gameversions SET gvjsondata = replace(gvjsondata, '202', '201') WHERE gameid = '202'",
    );
    const told = await archive.verify({ repair: true });
    expect(told.unrepaired).toEqual(['row gameversions.gameid: There is nothing left to repair it from.']);
    expect(archive.ask('rhdata', "SELECT count(*) FROM gameversions WHERE gameid = '202'")).toBe('1');
  });
});

test('hidden files, as file managers leave them, are ignored', async () => {
  const archive = copy();
  for (const folder of ['blobs', 'temp']) archive.write(`${folder}/.DS_Store`, 'x');
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, damages: [], notices: [] });
  expect(archive.read('temp/.DS_Store').toString()).toBe('x');
});

describe('downloads', () => {
  test.each([
    ['missing', null, /^zip zips\/201\.zip: The download is missing/],
    ['cut short', 'PK', /^zip zips\/201\.zip: It has 2 bytes/],
  ] as const)('that are %s are damage that cannot be repaired', async (_, content, expected) => {
    const archive = copy();
    if (content === null) archive.remove('zips/201.zip');
    else archive.write('zips/201.zip', content);
    const told = await archive.verify({ repair: true });
    expect(told.code).toBe(1);
    expect(told.unrepaired).toHaveLength(1);
    expect(told.damages).toEqual([expect.stringMatching(expected)]);
  });

  test('that have the right size but are no longer a ZIP are damage', async () => {
    const archive = copy();
    archive.write('zips/201.zip', Buffer.alloc(archive.read('zips/201.zip').length));
    expect((await archive.verify()).damages).toEqual([expect.stringMatching(/^zip zips\/201\.zip: It cannot be read/)]);
  });

  test('that were unreadable from the start are not damage', async () => {
    const archive = copy();
    archive.write('zips/299.zip', Buffer.alloc(100));
    archive.sql(
      'rhdata',
      `INSERT INTO game_fetch_queue (queueuuid, gameid, status, zip_path, zip_bytes, error_message)
       VALUES ('q299', '299', 'failed', 'zips/299.zip', 100, 'In words of an earlier version.')`,
    );
    const notice =
      'zip zips/299.zip: No patch was ever extracted from it, and it cannot be read: The download is not a ZIP, or is truncated.';
    const told = await archive.verify();
    expect(told).toMatchObject({ code: 0, damages: [] });
    expect(told.notices).toContain(notice);
    archive.sql('rhdata', "UPDATE game_fetch_queue SET status = 'pending', error_message = NULL WHERE gameid = '299'");
    expect(await archive.verify()).toMatchObject({ code: 0, damages: [] });
    archive.write('zips/299.zip', 'PK');
    expect((await archive.verify()).damages).toEqual([
      'zip zips/299.zip: It has 2 bytes, but had 100 when it was downloaded; fetch it again.',
    ]);
  });

  test.each([
    ['a patch was taken out of it', 'gameversions SET local_resource_filename = NULL'],
    ['a version names it', 'patch_files_working SET pat_sha224 = NULL'],
  ])('that could once be read are damage, even if their hack has failed since: %s', async (_, forgotten) => {
    const archive = copy();
    archive.sql('rhdata', `UPDATE ${forgotten} WHERE gameid = '201'`);
    archive.sql('rhdata', "UPDATE game_fetch_queue SET status = 'failed', error_message = 'x' WHERE gameid = '201'");
    archive.write('zips/201.zip', Buffer.alloc(archive.read('zips/201.zip').length));
    expect((await archive.verify()).damages).toContain(
      'zip zips/201.zip: It cannot be read: The download is not a ZIP, or is truncated.',
    );
  });

  test('that are still pending are not damage', async () => {
    const archive = copy();
    archive.sql('rhdata', "UPDATE game_fetch_queue SET status = 'pending'");
    archive.remove('zips/201.zip');
    const told = await archive.verify();
    expect(told).toMatchObject({ code: 0, damages: [] });
    expect(told.notices).toContain('zip zips/201.zip: There is no such file.');
  });

  test('with a changed byte in a patch are damage', async () => {
    const archive = copy();
    const zip = archive.read('zips/201.zip');
    const at = zip.indexOf('One.bps') + 12;
    zip.writeUInt8(zip.readUInt8(at) ^ 1, at);
    archive.write('zips/201.zip', zip);
    expect((await archive.verify()).damages).toEqual([expect.stringMatching(/^zip zips\/201\.zip: .*One\.bps/)]);
  });

  test('with a patch whose name another tool spelled differently are sound', async () => {
    const archive = copy();
    archive.sql('rhdata', "UPDATE patch_files_working SET patch_filename = 'O╠nè.bps' WHERE gameid = '201'");
    expect((await archive.verify()).damages).toEqual([]);
  });
});

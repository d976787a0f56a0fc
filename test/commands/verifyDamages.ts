import type { VerifiedArchive } from '../endToEnd/verifiedArchive.js';

const BLOB = /^pblob_201_[0-9a-f]{10}$/;
const ROM_BLOB = /^rblob_201_[0-9a-f]{10}$/;
/** The patch that 201 brought. */
const PATCH = "pat_sha224 = (SELECT pat_sha224 FROM gameversions WHERE gameid = '201')";
/** Hashes of the patch that 201 brought, and of the ROM that it makes. */
const shakeOf = (archive: VerifiedArchive): string =>
  archive.ask('rhdata', `SELECT pat_shake_128 FROM patchblobs WHERE ${PATCH}`);
const resultOf = (archive: VerifiedArchive): string =>
  archive.ask('rhdata', `SELECT result_shake1 FROM patchblobs WHERE ${PATCH}`);
const BLOB_OF_201 = "SELECT patchblob1_name FROM gameversions WHERE gameid = '201'";
const BLOB_OF_FOUR = "SELECT patchblob1_name FROM patchblobs WHERE patch_filename = 'more/Four.ips'";
const OWN_BLOB = "file_name LIKE 'pblob_201_%'";

type Damage = (archive: VerifiedArchive) => void;
type Where = (archive: VerifiedArchive) => string;

const sql =
  (database: 'rhdata' | 'patchbin', statement: string): Damage =>
  (archive) => {
    archive.sql(database, statement);
  };
const flip =
  (where: Where): Damage =>
  (archive) => {
    archive.flip(where(archive));
  };
const cut =
  (where: Where): Damage =>
  (archive) => {
    archive.write(where(archive), archive.read(where(archive)).subarray(0, 99));
  };
const remove =
  (where: Where | string): Damage =>
  (archive) => {
    archive.remove(typeof where === 'string' ? where : where(archive));
  };
const write =
  (where: Where | string, content: string): Damage =>
  (archive) => {
    archive.write(typeof where === 'string' ? where : where(archive), content);
  };
const rewrite =
  (where: Where | string, changes: object): Damage =>
  (archive) => {
    archive.rewriteJson(typeof where === 'string' ? where : where(archive), changes);
  };

/** What is damaged, how, and what plain verify reports about it. All of it can be repaired. */
export const damages: readonly (readonly [string, Damage, RegExp])[] = [
  ['a flipped bit in a blob file', flip((a) => a.file('blobs', BLOB)), /^blob blobs\/pblob_201_.*sha224/],
  ['a blob file that is cut short', cut((a) => a.file('blobs', BLOB)), /^blob blobs\/pblob_201/],
  ['an empty blob file', write((a) => a.file('blobs', BLOB), ''), /^blob blobs\/pblob_201/],
  ['a missing blob file', remove((a) => a.file('blobs', BLOB)), /^blob blobs\/pblob_201_.*missing/],
  [
    'another blob under its name',
    (a) => {
      a.write(a.file('blobs', BLOB), a.read(a.file('blobs', ROM_BLOB)));
    },
    /^blob blobs\/pblob_201/,
  ],
  [
    'a flipped bit in the data of an attachment',
    sql(
      'patchbin',
      // A byte other than the random one that is there.
      `UPDATE attachments SET file_data = cast(substr(file_data, 1, 50) || iif(substr(file_data, 51, 1) = x'00', x'01', x'00')
         || substr(file_data, 52) AS blob) WHERE ${OWN_BLOB}`,
    ),
    /^attachment attachments\.file_data.*damaged/,
  ],
  [
    'an attachment without data',
    sql('patchbin', `UPDATE attachments SET file_data = NULL WHERE ${OWN_BLOB}`),
    /^attachment attachments\.file_data.*missing/,
  ],
  [
    'a missing attachment',
    sql('patchbin', `DELETE FROM attachments WHERE ${OWN_BLOB}`),
    /^attachment attachments: There is no row/,
  ],
  ['all attachments missing', sql('patchbin', 'DELETE FROM attachments'), /^attachment attachments: There is no row/],
  [
    'a wrong hash of the file in an attachment',
    sql('patchbin', `UPDATE attachments SET file_hash_md5 = 'ffff' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.file_hash_md5/,
  ],
  [
    'the sha224 of another file in an attachment',
    sql('patchbin', `UPDATE attachments SET file_hash_sha224 = 'ffff' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.file_hash_sha224/,
  ],
  [
    'a wrong CRC in an attachment',
    // Differs from the random one, of which there are only 65,536.
    sql('patchbin', `UPDATE attachments SET file_crc16 = iif(file_crc16 = '0000', '0001', '0000') WHERE ${OWN_BLOB}`),
    /^attachment attachments\.file_crc16/,
  ],
  [
    'a wrong hash of the patch in an attachment',
    sql('patchbin', `UPDATE attachments SET decoded_hash_sha1 = 'ffff' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.decoded_hash_sha1/,
  ],
  [
    'a wrong CID in an attachment',
    sql('patchbin', `UPDATE attachments SET decoded_ipfs_cidv1 = 'bafy' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.decoded_ipfs_cidv1/,
  ],
  [
    'a wrong size in an attachment',
    sql('patchbin', `UPDATE attachments SET file_size = 7 WHERE ${OWN_BLOB}`),
    /^attachment attachments\.file_size/,
  ],
  [
    'another key in an attachment',
    sql('patchbin', `UPDATE attachments SET filekey = 'nonsense' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.filekey/,
  ],
  [
    'an attachment of a row that is nobody',
    sql('patchbin', `UPDATE attachments SET pbuuid = 'x' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.pbuuid/,
  ],
  [
    'an attachment of a version that is nobody',
    sql('patchbin', `UPDATE attachments SET gvuuid = 'x' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.gvuuid/,
  ],
  [
    'parents without the row',
    sql('patchbin', `UPDATE attachments SET parents = '[]' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.parents.*lacks/,
  ],
  [
    'parents that are no JSON',
    sql('patchbin', `UPDATE attachments SET parents = '{' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.parents.*not a list/,
  ],
  [
    'a parent that is named twice',
    sql('patchbin', `UPDATE attachments SET parents = '["' || pbuuid || '","' || pbuuid || '"]' WHERE ${OWN_BLOB}`),
    /^attachment attachments\.parents.*more than once/,
  ],
  [
    'a lost key',
    sql('rhdata', `UPDATE patchblobs SET patchblob1_key = '' WHERE ${PATCH}`),
    /^row patchblobs\.patchblob1_key.*lost/,
  ],
  [
    'a wrong key',
    sql('rhdata', `UPDATE patchblobs SET patchblob1_key = '${'A'.repeat(43)}=' WHERE ${PATCH}`),
    /^row patchblobs\.patchblob1_key.*not the key/,
  ],
  [
    'a wrong sha224 of the blob',
    sql('rhdata', `UPDATE patchblobs SET patchblob1_sha224 = 'ffff' WHERE ${PATCH}`),
    /^row patchblobs\.patchblob1_sha224/,
  ],
  [
    'a wrong sha1 of the patch',
    sql('rhdata', `UPDATE patchblobs SET pat_sha1 = 'ffff' WHERE ${PATCH}`),
    /^row patchblobs\.pat_sha1/,
  ],
  [
    'a wrong sha224 of the patch',
    sql('rhdata', `UPDATE patchblobs SET pat_sha224 = 'ffff' WHERE ${PATCH}`),
    /^row patchblobs\.pat_sha224/,
  ],
  [
    'a wrong shake of the patch',
    sql(
      'rhdata',
      `UPDATE patchblobs SET pat_shake_128 = replace(pat_shake_128, substr(pat_shake_128, 1, 4), '____') WHERE ${PATCH}`,
    ),
    /^row patchblobs\.pat_shake_128/,
  ],
  [
    'a wrong name of the patch',
    sql('rhdata', `UPDATE patchblobs SET patch_name = 'patch/x' WHERE ${PATCH}`),
    /^row patchblobs\.patch_name/,
  ],
  [
    'a wrong sha224 of the result',
    sql('rhdata', `UPDATE patchblobs SET result_sha224 = 'ffff' WHERE ${PATCH}`),
    /^row patchblobs\.result_sha224/,
  ],
  [
    'a wrong sha1 of the result',
    sql('rhdata', `UPDATE patchblobs SET result_sha1 = 'ffff' WHERE ${PATCH}`),
    /^row patchblobs\.result_sha1/,
  ],
  [
    'a wrong shake of the result',
    sql(
      'rhdata',
      `UPDATE patchblobs SET result_shake1 = replace(result_shake1, substr(result_shake1, 1, 4), '____') WHERE ${PATCH}`,
    ),
    /^row patchblobs\.result_shake1/,
  ],
  [
    'pbjsondata that is no JSON',
    sql('rhdata', `UPDATE patchblobs SET pbjsondata = '{"id"' WHERE ${PATCH}`),
    /^json patchblobs\.pbjsondata.*not a JSON/,
  ],
  [
    'another salt in pbjsondata',
    sql(
      'rhdata',
      `UPDATE patchblobs SET pbjsondata = json_set(pbjsondata, '$.romblob_salt', 'AAAAAAAAAAAAAAAAAAAAAA==') WHERE ${PATCH}`,
    ),
    /^json patchblobs\.pbjsondata.*romblob_salt/,
  ],
  [
    'a row in patchblobs under another name',
    sql('rhdata', `UPDATE patchblobs SET patchblob1_name = 'pblob_201_0000000000' WHERE ${PATCH}`),
    /^row patchblobs\.patchblob1_name: There is no such blob/,
  ],
  [
    'a version that names a blob that is not there',
    sql('rhdata', "UPDATE gameversions SET patchblob1_name = 'pblob_201_0000000000' WHERE gameid = '202'"),
    /^chain gameversions\.patchblob1_name: There is no row pblob_201_0000000000/,
  ],
  [
    'a version that names a blob that is not there, of which the hack file is missing as well',
    (a) => {
      a.sql('rhdata', "UPDATE gameversions SET patchblob1_name = 'pblob_201_0000000000' WHERE gameid = '202'");
      a.remove('hacks/202');
    },
    /^chain gameversions\.patchblob1_name: There is no row pblob_201_0000000000/,
  ],
  [
    'a version under another id',
    sql('rhdata', "UPDATE gameversions SET gameid = '{' WHERE gameid = '202'"),
    /^row gameversions\.gameid: Its record is that of hack 202/,
  ],
  [
    'a patch of a version that is nobody',
    sql('rhdata', `UPDATE patchblobs SET gvuuid = 'x' WHERE ${PATCH}`),
    /^chain patchblobs\.gvuuid/,
  ],
  [
    'a version that has got another id',
    sql('rhdata', "UPDATE gameversions SET gvuuid = 'x' WHERE gameid = '201'"),
    /^chain patchblobs\.gvuuid/,
  ],
  [
    'a record that is no JSON',
    sql('rhdata', "UPDATE gameversions SET gvjsondata = '{' WHERE gameid = '201'"),
    /^json gameversions\.gvjsondata: It is not a JSON/,
  ],
  [
    'a ROM blob that is not there in pbjsondata',
    sql('rhdata', `UPDATE patchblobs SET pbjsondata = json_set(pbjsondata, '$.romblob_name', 'rblob_201_0000000000')`),
    /^json patchblobs\.pbjsondata.*romblob_name/,
  ],
  [
    'a side row that differs',
    sql('rhdata', "UPDATE patchblobs_extended SET patch_type = 'xyz' WHERE patch_filename = 'One.bps'"),
    /^row patchblobs_extended.*patch_type/,
  ],
  [
    'a row that has lost the name of its blob',
    sql('rhdata', `UPDATE patchblobs SET patchblob1_name = NULL WHERE ${PATCH}`),
    /^row patchblobs\.patchblob1_name: It is empty/,
  ],
  ['a missing row in rhpatches', sql('rhdata', 'DELETE FROM rhpatches'), /^row rhpatches/],
  [
    'a missing row in patchblobs',
    sql('rhdata', `DELETE FROM patchblobs WHERE ${PATCH}`),
    /^chain gameversions\.patchblob1_name: There is no row pblob_201/,
  ],
  [
    'a missing version of the game that owns a patch',
    sql('rhdata', "DELETE FROM gameversions WHERE gameid = '201'"),
    /^chain patchblobs\.gvuuid/,
  ],
  [
    'a missing version of a game that shares a patch',
    sql('rhdata', "DELETE FROM gameversions WHERE gameid = '202'"),
    /^chain gameversions: The game was recorded/,
  ],
  [
    'a version that names another patch',
    sql('rhdata', "UPDATE gameversions SET pat_sha224 = 'ffff' WHERE gameid = '202'"),
    /^row gameversions\.pat_sha224/,
  ],
  ['a damaged patch', flip((a) => `patch/${shakeOf(a)}`), /^patch patch\/.*damaged/],
  ['a patch that is cut short', write((a) => `patch/${shakeOf(a)}`, 'BPS1'), /^patch patch\/.*damaged/],
  ['a missing patch', remove((a) => `patch/${shakeOf(a)}`), /^patch patch\/.*missing/],
  ['a damaged ROM', flip((a) => `rom/202_${resultOf(a)}.sfc`), /^rom rom\/202_.*damaged/],
  ['a missing ROM', remove((a) => `rom/201_${resultOf(a)}.sfc`), /^rom rom\/201_.*missing/],
  ['a damaged ROM blob', flip((a) => a.file('blobs', ROM_BLOB)), /^rom-blob blobs\/rblob_201/],
  ['a missing ROM blob', remove((a) => a.file('blobs', ROM_BLOB)), /^rom-blob blobs\/rblob_201_.*missing/],
  ['a hack file that is no JSON', write('hacks/201', '<html>'), /^json hacks\/201.*not a JSON/],
  ['a missing hack file', remove('hacks/202'), /^json hacks\/202.*missing/],
  ['a hack file with another key', rewrite('hacks/201', { patchblob1_key: 'x' }), /^json hacks\/201.*patchblob1_key/],
  [
    'a hack file with another patch',
    rewrite('hacks/202', { pat_sha224: 'ffff', patch: 'patch/x' }),
    /^json hacks\/202.*patch, pat_sha224/,
  ],
  [
    'a hack file that names the blob of nobody',
    rewrite('hacks/202', { patchblob1_name: 'pblob_9_0123456789' }),
    /^json hacks\/202.*patchblob1_name/,
  ],
  ['a pat_meta file that is no JSON', write((a) => `pat_meta/${shakeOf(a)}`, '\0\0\0\0'), /^json pat_meta\/.* a JSON/],
  ['a missing pat_meta file', remove((a) => `pat_meta/${shakeOf(a)}`), /^json pat_meta\/.*missing/],
  [
    'a pat_meta file of another blob',
    rewrite((a) => `pat_meta/${shakeOf(a)}`, { patchblob1_name: 'pblob_9_0123456789' }),
    /^json pat_meta\/.*patchblob1_name/,
  ],
  [
    'a rom_meta file of another ROM',
    rewrite((a) => `rom_meta/${resultOf(a)}`, { result_sha1: 'ffff' }),
    /^json rom_meta\/.*result_sha1/,
  ],
  ['a missing rom_meta file', remove((a) => `rom_meta/${resultOf(a)}`), /^json rom_meta\/.*missing/],
  ['a lost folder', remove('rom'), /^rom rom\/201_.*missing/],
  ['a lost patchbin.db', remove('electron/patchbin.db'), /^database .*missing/],
  [
    'every copy of a blob',
    (a) => {
      a.flip(a.file('blobs', BLOB));
      a.sql('patchbin', `UPDATE attachments SET file_data = x'00' WHERE ${OWN_BLOB}`);
    },
    /^blob blobs\/pblob_201_.*No copy of it is intact/,
  ],
  [
    'every copy of a blob and the patch',
    (a) => {
      a.remove(a.file('blobs', BLOB));
      a.sql('patchbin', `DELETE FROM attachments WHERE ${OWN_BLOB}`);
      a.remove(`patch/${shakeOf(a)}`);
    },
    /^blob blobs\/pblob_201_.*No copy of it is intact/,
  ],
  [
    'the key, wherever it is written down',
    (a) => {
      a.sql(
        'rhdata',
        `UPDATE patchblobs SET patchblob1_key = NULL, pbjsondata = json_remove(pbjsondata, '$.patchblob1_key') WHERE ${PATCH}`,
      );
      a.sql('patchbin', `UPDATE attachments SET filekey = '' WHERE ${OWN_BLOB}`);
      for (const file of ['hacks/201', 'hacks/202', `pat_meta/${shakeOf(a)}`, `rom_meta/${resultOf(a)}`]) {
        a.rewriteJson(file, { patchblob1_key: undefined });
      }
    },
    /^row patchblobs\.patchblob1_key.*lost/,
  ],
  [
    'the key and the salt, wherever they are written down',
    (a) => {
      a.sql('rhdata', `UPDATE patchblobs SET patchblob1_key = NULL, pbjsondata = '{}' WHERE ${PATCH}`);
      a.sql('patchbin', `UPDATE attachments SET filekey = '' WHERE ${OWN_BLOB}`);
      for (const file of ['hacks/201', 'hacks/202', `pat_meta/${shakeOf(a)}`, `rom_meta/${resultOf(a)}`]) {
        a.rewriteJson(file, { patchblob1_key: undefined, romblob_salt: undefined });
      }
    },
    /^blob blobs\/pblob_201_.*No copy of it is intact/,
  ],
];

/** Damage that needs a patch that is not the primary one of its hack. */
export const damagesOfOthers: typeof damages = [
  [
    'a missing row in patchblobs of a patch that is not primary',
    sql('rhdata', "DELETE FROM patchblobs WHERE patch_filename = 'more/Four.ips'"),
    /^chain attachments.*lost/,
  ],
  [
    'a version that names the blob of another hack',
    sql('rhdata', `UPDATE gameversions SET patchblob1_name = (${BLOB_OF_201}) WHERE gameid = '203'`),
    /^chain gameversions\.patchblob1_name: It names the blob of another patch/,
  ],
  [
    'a version that names the blob of another hack, and whose hack file is lost',
    (a) => {
      a.sql('rhdata', `UPDATE gameversions SET patchblob1_name = (${BLOB_OF_201}) WHERE gameid = '203'`);
      a.remove('hacks/203');
    },
    /^chain gameversions\.patchblob1_name: It names the blob of another patch/,
  ],
  [
    'a version that names the blob of another patch of its hack',
    sql('rhdata', `UPDATE gameversions SET patchblob1_name = (${BLOB_OF_FOUR}) WHERE gameid = '203'`),
    /^chain gameversions\.patchblob1_name: It names the blob of another patch/,
  ],
  [
    'a hack file of another hack',
    (a) => {
      a.write('hacks/203', a.read('hacks/201'));
    },
    /^json hacks\/203: It is about hack 201/,
  ],
];

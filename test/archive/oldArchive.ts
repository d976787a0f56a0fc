import Database from 'better-sqlite3';

/** The shape that archives had before the update course: no queue, no extension columns, and a trigger that counts wrong. */
const OLD_RHDATA = `
  CREATE TABLE gameversions (
    gvuuid varchar(255) primary key DEFAULT (uuid()),
    section varchar(255), gameid varchar(255), version int, removed int default 0, obsoleted int default 0,
    gametype varchar(255), name varchar(255) NOT NULL, time varchar(255), added varchar(255), moderated varchar(255),
    author varchar(255), authors varchar(255), submitter varchar(255), demo varchar(255), length varchar(255),
    difficulty varchar(255), url varchar(255), download_url varchar(255), name_href varchar(255),
    author_href varchar(255), obsoleted_by varchar(255), patchblob1_name varchar(255), pat_sha224 varchar(255),
    size varchar(255), description text, gvjsondata text, gvchange_attributes text, gvchanges text, tags text,
    tags_href text, legacy_type varchar(255), gvimport_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    siglistuuid varchar(255), curator_note text,
    UNIQUE(gameid, version)
  );
  CREATE TRIGGER kv_autoversion AFTER INSERT ON gameversions WHEN new.version IS NULL BEGIN
    UPDATE gameversions SET version = (SELECT COALESCE(MAX(version), 0) + 1 FROM gameversions) WHERE gameid = new.gameid;
  END;
  CREATE TABLE rhpatches (
    rhpuuid varchar(255) primary key DEFAULT (uuid()), gameid varchar(255) references gameversions (gameid),
    patch_name varchar(255), siglistuuid varchar(255), UNIQUE(patch_name)
  );
  CREATE TABLE patchblobs (
    pbuuid varchar(255) primary key DEFAULT (uuid()), gvuuid varchar(255) REFERENCES gameversions (gvuuid),
    patch_name varchar(255), pat_sha1 varchar(255), pat_sha224 varchar(255), pat_shake_128 varchar(255),
    patchblob1_key varchar(255), patchblob1_name varchar(255), patchblob1_sha224 varchar(255), result_sha1 varchar(255),
    result_sha224 varchar(255), result_shake1 varchar(255), pbjsondata text, pblobdata blob,
    pbimport_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP, siglistuuid varchar(255), UNIQUE(patchblob1_name)
  );
  CREATE TABLE patchblobs_extended (
    pbuuid varchar(255) primary key REFERENCES patchblobs(pbuuid), patch_filename varchar(500), patch_type varchar(10),
    is_primary BOOLEAN DEFAULT 0, zip_source varchar(500), created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
  );
  CREATE TABLE csettings (key text primary key, value text);
`;

const OLD_PATCHBIN = `
  CREATE TABLE attachments (
    auuid varchar(255) primary key DEFAULT (uuid()), pbuuid varchar(255), gvuuid varchar(255), resuuid varchar(255),
    file_crc16 varchar(255) NOT NULL, file_crc32 varchar(255) NOT NULL, locators text, parents text,
    file_ipfs_cidv0 varchar(255) NOT NULL, file_ipfs_cidv1 varchar(255) NOT NULL,
    file_hash_sha224 varchar(255) NOT NULL, file_hash_sha1 varchar(255) NOT NULL, file_hash_md5 varchar(255) NOT NULL,
    file_hash_sha256 varchar(255) NOT NULL, file_name varchar(255) NOT NULL, filekey varchar(255) NOT NULL,
    decoded_ipfs_cidv0 varchar(255) NOT NULL, decoded_ipfs_cidv1 varchar(255) NOT NULL,
    decoded_hash_sha224 varchar(255) NOT NULL, decoded_hash_sha1 varchar(255) NOT NULL,
    decoded_hash_md5 varchar(255) NOT NULL, decoded_hash_sha256 varchar(255) NOT NULL,
    updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP, import_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    download_urls varchar(255), last_search TIMESTAMP DEFAULT NULL, file_size bigint, file_data blob,
    UNIQUE(file_name, file_hash_sha224)
  );
`;

/** Tables of an archive in the old shape, with the quirks that old rows have. */
export function makeOldArchive(paths: { readonly rhdata: string; readonly patchbin: string }): void {
  const rhdata = new Database(paths.rhdata);
  rhdata.pragma('foreign_keys = OFF');
  rhdata.function('uuid', () => 'made-by-default');
  rhdata.exec(OLD_RHDATA);
  const version = rhdata.prepare(
    `INSERT INTO gameversions (gvuuid, gameid, version, name, time, demo, legacy_type, patchblob1_name, pat_sha224)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // The id was bound as a number, and the versions come from the trigger that counts over all games.
  version.run('gv-1', 295763, 3105, 'Old Hack', 1700000000, 0, 'Curated', 'pblob_295763_aaaaaaaaaa', 'pat-a');
  version.run('gv-2', '31000', null, 'Second Hack', '1700000001', '1', null, 'pblob_31000_bbbbbbbbbb', 'pat-b');
  version.run('gv-3', '31001', 1, 'Third Hack', '1700000002', '0', null, 'pblob_31000_bbbbbbbbbb', 'pat-b');
  const blob = rhdata.prepare(
    `INSERT INTO patchblobs (pbuuid, gvuuid, pat_sha224, result_sha224, patchblob1_key, patchblob1_name, patchblob1_sha224,
     pbjsondata) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const romBlob = '{"romblob_name":"rblob_295763_cccccccccc","romblob_salt":"c2FsdA=="}';
  blob.run('pb-1', 'gv-1', 'pat-a', 'rom-a', 'a'.repeat(60), 'pblob_295763_aaaaaaaaaa', 'sha-a', romBlob);
  blob.run('pb-2', 'gv-2', 'pat-b', 'rom-b', 'b'.repeat(44), 'pblob_31000_bbbbbbbbbb', 'sha-b', 'not JSON');
  blob.run('pb-3', 'gv-2', 'pat-c', 'rom-c', 'c'.repeat(44), 'pblob_31000_nowhere', 'sha-c', null);
  rhdata.exec(`
    INSERT INTO rhpatches VALUES ('rp-1', '295763.0', 'patch/a', NULL);
    INSERT INTO patchblobs_extended VALUES ('pb-1', 'Old Hack.bps', 'bps', 1, 'zips/295763.zip', '2025-10-12 00:00:00');
    INSERT INTO csettings VALUES ('theme', 'dark');
  `);
  rhdata.close();

  const patchbin = new Database(paths.patchbin);
  patchbin.function('uuid', () => 'made-by-default');
  patchbin.exec(OLD_PATCHBIN);
  const attachment = patchbin.prepare(
    `INSERT INTO attachments (auuid, pbuuid, gvuuid, file_crc16, file_crc32, parents, file_ipfs_cidv0, file_ipfs_cidv1,
       file_hash_sha224, file_hash_sha1, file_hash_md5, file_hash_sha256, file_name, filekey, decoded_ipfs_cidv0,
       decoded_ipfs_cidv1, decoded_hash_sha224, decoded_hash_sha1, decoded_hash_md5, decoded_hash_sha256, file_data)
     VALUES (?, ?, ?, '', '', ?, '', '', ?, '', '', '', ?, ?, '', '', '', '', '', '', ?)`,
  );
  attachment.run(
    'a-1',
    'pb-1',
    'gv-1',
    '["pb-0"]',
    'sha-a',
    'pblob_295763_aaaaaaaaaa',
    'a'.repeat(60),
    Buffer.from('A'),
  );
  attachment.run('a-2', 'pb-2', 'gv-2', null, 'sha-b', 'pblob_31000_bbbbbbbbbb', 'b'.repeat(44), Buffer.from('B'));
  patchbin.close();
}

-- patchbin.db: the sealed blobs themselves, with every hash by which they may be found elsewhere.
-- An existing database gets whatever of this it lacks; nothing in it is removed or renamed.

CREATE TABLE IF NOT EXISTS attachments (
  auuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  pbuuid varchar(255),
  gvuuid varchar(255),
  resuuid varchar(255),
  siglistuuid varchar(255),
  file_crc16 varchar(255) NOT NULL,
  file_crc32 varchar(255) NOT NULL,
  locators text,
  parents text, -- JSON: every pbuuid that uses this file
  file_ipfs_cidv0 varchar(255) NOT NULL,
  file_ipfs_cidv1 varchar(255) NOT NULL,
  file_hash_sha224 varchar(255) NOT NULL,
  file_hash_sha1 varchar(255) NOT NULL,
  file_hash_md5 varchar(255) NOT NULL,
  file_hash_sha256 varchar(255) NOT NULL,
  file_name varchar(255) NOT NULL,
  filekey varchar(255) NOT NULL,
  decoded_ipfs_cidv0 varchar(255) NOT NULL,
  decoded_ipfs_cidv1 varchar(255) NOT NULL,
  decoded_hash_sha224 varchar(255) NOT NULL,
  decoded_hash_sha1 varchar(255) NOT NULL,
  decoded_hash_md5 varchar(255) NOT NULL,
  decoded_hash_sha256 varchar(255) NOT NULL,
  updated_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  import_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  download_urls varchar(255),
  arweave_file_name varchar(255),
  arweave_file_id varchar(255),
  arweave_file_path varchar(255),
  last_search TIMESTAMP DEFAULT NULL,
  file_size bigint,
  file_data blob,
  UNIQUE (file_name, file_hash_sha224)
);
CREATE INDEX IF NOT EXISTS romflow_attachments_name ON attachments (file_name);

-- When romflow migrated this file; without a row it never has.
CREATE TABLE IF NOT EXISTS romflow_schema (
  version int NOT NULL,
  migrated_at TIMESTAMP NOT NULL
);

-- The number of attachments, maintained by triggers: each row holds a whole blob.
CREATE TABLE IF NOT EXISTS romflow_totals (
  what varchar(20) PRIMARY KEY, -- attachments
  count int
);

CREATE VIEW IF NOT EXISTS romflow_totals_counted AS
SELECT 'attachments' AS what, count(*) AS count FROM attachments;

-- By default, INSERT OR REPLACE removes rows without firing DELETE triggers, so the rows that it may remove are noted first.
CREATE TABLE IF NOT EXISTS romflow_replaced (
  number int -- its rowid
);

CREATE TRIGGER IF NOT EXISTS romflow_totals_attachment_before BEFORE INSERT ON attachments BEGIN
  DELETE FROM romflow_replaced;
  INSERT INTO romflow_replaced (number) SELECT rowid FROM attachments
  WHERE auuid = new.auuid OR (file_name = new.file_name AND file_hash_sha224 = new.file_hash_sha224);
END;
CREATE TRIGGER IF NOT EXISTS romflow_totals_attachment_insert AFTER INSERT ON attachments BEGIN
  UPDATE romflow_totals SET count = count + 1 - (
    SELECT count(*) FROM romflow_replaced
    WHERE number = new.rowid OR NOT EXISTS (SELECT 1 FROM attachments WHERE rowid = romflow_replaced.number)
  ) WHERE what = 'attachments';
  DELETE FROM romflow_replaced;
END;
CREATE TRIGGER IF NOT EXISTS romflow_totals_attachment_delete AFTER DELETE ON attachments BEGIN
  DELETE FROM romflow_replaced WHERE number = old.rowid;
  UPDATE romflow_totals SET count = count - 1 WHERE what = 'attachments';
END;

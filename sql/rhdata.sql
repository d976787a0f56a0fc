-- rhdata.db: what is known about every hack, and the state of `romflow update`.
-- An existing database gets whatever of this it lacks; nothing in it is removed or renamed.

CREATE TABLE IF NOT EXISTS gameversions (
  gvuuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  section varchar(255),
  gameid varchar(255),
  version int,
  removed int DEFAULT 0,
  obsoleted int DEFAULT 0,
  gametype varchar(255),
  name varchar(255) NOT NULL,
  time varchar(255),
  added varchar(255),
  moderated varchar(255),
  author varchar(255),
  authors varchar(255),
  submitter varchar(255),
  demo varchar(255),
  featured varchar(255),
  length varchar(255),
  difficulty varchar(255),
  url varchar(255),
  download_url varchar(255),
  name_href varchar(255),
  author_href varchar(255),
  obsoleted_by varchar(255),
  patchblob1_name varchar(255),
  pat_sha224 varchar(255),
  size varchar(255),
  description text,
  gvjsondata text,
  gvchange_attributes text,
  gvchanges text,
  tags text,
  tags_href text,
  fields_type varchar(255),
  legacy_type varchar(255),
  raw_difficulty varchar(255),
  combinedtype varchar(255),
  local_resource_etag varchar(255),
  local_resource_lastmodified varchar(255),
  local_resource_filename varchar(255),
  gvimport_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  siglistuuid varchar(255),
  UNIQUE (gameid, version)
);
CREATE INDEX IF NOT EXISTS romflow_gameversions_game ON gameversions (gameid);
CREATE INDEX IF NOT EXISTS romflow_gameversions_blob ON gameversions (patchblob1_name);

-- For other tools, which may leave out the version; romflow always sets it.
CREATE TRIGGER IF NOT EXISTS kv_autoversion AFTER INSERT ON gameversions WHEN new.version IS NULL BEGIN
  UPDATE gameversions
  SET version = (SELECT coalesce(max(version), 0) + 1 FROM gameversions WHERE gameid = new.gameid)
  WHERE gvuuid = new.gvuuid;
END;

CREATE INDEX IF NOT EXISTS romflow_gameversions_imported ON gameversions (gvimport_time);

-- What lists show of the latest version of each game. An id that is not a number is not a game of the site.
CREATE VIEW IF NOT EXISTS romflow_latest AS
SELECT
  CAST(gameid AS INTEGER) AS id,
  gameid,
  gvuuid,
  CAST(coalesce(version, 0) AS INTEGER) AS version,
  name,
  coalesce(nullif(author, ''), nullif(authors, '')) AS author,
  nullif(difficulty, '') AS difficulty,
  coalesce(nullif(fields_type, ''), CASE WHEN gametype IS NOT difficulty THEN nullif(gametype, '') END) AS type,
  coalesce(
    CASE WHEN CAST(time AS INTEGER) > 0 THEN datetime(CAST(time AS INTEGER), 'unixepoch') END, nullif(added, '')
  ) AS added,
  gvimport_time AS recorded_at,
  CAST(coalesce(removed, 0) AS INTEGER) AS removed,
  CAST(coalesce(obsoleted, 0) AS INTEGER) AS obsoleted
FROM gameversions AS this
WHERE gameid IN (CAST(gameid AS INTEGER) || '', CAST(gameid AS INTEGER) || '.0') AND NOT EXISTS (
  SELECT 1 FROM gameversions AS later
  WHERE later.gameid IN (CAST(this.gameid AS INTEGER) || '', CAST(this.gameid AS INTEGER) || '.0')
    AND (CAST(coalesce(later.version, 0) AS INTEGER), later.rowid) > (CAST(coalesce(this.version, 0) AS INTEGER), this.rowid)
);

-- The same as a table, one row per game, maintained by triggers: lists of many games are searched, sorted and counted here.
CREATE TABLE IF NOT EXISTS romflow_games (
  id INTEGER PRIMARY KEY,
  gvuuid varchar(255),
  version int,
  name varchar(255),
  author varchar(255),
  difficulty varchar(255),
  type varchar(255),
  added TIMESTAMP,
  recorded_at TIMESTAMP,
  removed int,
  obsoleted int
);
CREATE INDEX IF NOT EXISTS romflow_games_name ON romflow_games (name COLLATE NOCASE, id, author, difficulty, type, removed);
CREATE INDEX IF NOT EXISTS romflow_games_added ON romflow_games (added);
CREATE INDEX IF NOT EXISTS romflow_games_recorded ON romflow_games (recorded_at);
CREATE INDEX IF NOT EXISTS romflow_games_kind ON romflow_games (difficulty, type, removed);

CREATE TRIGGER IF NOT EXISTS romflow_games_insert AFTER INSERT ON gameversions BEGIN
  DELETE FROM romflow_games WHERE id = CAST(new.gameid AS INTEGER);
  INSERT INTO romflow_games
  SELECT id, gvuuid, version, name, author, difficulty, type, added, recorded_at, removed, obsoleted FROM romflow_latest
  WHERE gameid IN (CAST(new.gameid AS INTEGER) || '', CAST(new.gameid AS INTEGER) || '.0');
END;
CREATE TRIGGER IF NOT EXISTS romflow_games_update AFTER UPDATE ON gameversions BEGIN
  DELETE FROM romflow_games WHERE id IN (CAST(old.gameid AS INTEGER), CAST(new.gameid AS INTEGER));
  INSERT INTO romflow_games
  SELECT id, gvuuid, version, name, author, difficulty, type, added, recorded_at, removed, obsoleted FROM romflow_latest
  WHERE gameid IN (
    CAST(old.gameid AS INTEGER) || '', CAST(old.gameid AS INTEGER) || '.0',
    CAST(new.gameid AS INTEGER) || '', CAST(new.gameid AS INTEGER) || '.0'
  );
END;
CREATE TRIGGER IF NOT EXISTS romflow_games_delete AFTER DELETE ON gameversions BEGIN
  DELETE FROM romflow_games WHERE id = CAST(old.gameid AS INTEGER);
  INSERT INTO romflow_games
  SELECT id, gvuuid, version, name, author, difficulty, type, added, recorded_at, removed, obsoleted FROM romflow_latest
  WHERE gameid IN (CAST(old.gameid AS INTEGER) || '', CAST(old.gameid AS INTEGER) || '.0');
END;

CREATE TABLE IF NOT EXISTS rhpatches (
  rhpuuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  gameid varchar(255) REFERENCES gameversions (gameid),
  patch_name varchar(255),
  siglistuuid varchar(255),
  UNIQUE (patch_name)
);

CREATE TABLE IF NOT EXISTS patchblobs (
  pbuuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  gvuuid varchar(255) REFERENCES gameversions (gvuuid),
  patch_name varchar(255),
  pat_sha1 varchar(255),
  pat_sha224 varchar(255),
  pat_shake_128 varchar(255),
  patchblob1_key varchar(255),
  patchblob1_name varchar(255),
  patchblob1_sha224 varchar(255),
  result_sha1 varchar(255),
  result_sha224 varchar(255),
  result_shake1 varchar(255),
  pbjsondata text,
  pblobdata blob,
  pbimport_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  siglistuuid varchar(255),
  patch_filename varchar(500),
  patch_type varchar(10),
  is_primary BOOLEAN DEFAULT 0,
  zip_source varchar(500),
  UNIQUE (patchblob1_name)
);
CREATE INDEX IF NOT EXISTS romflow_patchblobs_pair ON patchblobs (pat_sha224, result_sha224);
CREATE INDEX IF NOT EXISTS romflow_patchblobs_version ON patchblobs (gvuuid);

-- Where older tools look for the last four columns of patchblobs.
CREATE TABLE IF NOT EXISTS patchblobs_extended (
  pbuuid varchar(255) PRIMARY KEY REFERENCES patchblobs (pbuuid),
  patch_filename varchar(500),
  patch_type varchar(10),
  is_primary BOOLEAN DEFAULT 0,
  zip_source varchar(500),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- One row per run or crawl.
CREATE TABLE IF NOT EXISTS update_status (
  uuuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  operation_type varchar(50) NOT NULL, -- metadata_fetch, game_update
  status varchar(50) NOT NULL,         -- in_progress, completed, failed, paused
  metadata jsonb,                      -- of a crawl: fetch_date, url, mode (routine, full)
  started_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  completed_at TIMESTAMP,
  last_updated TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  error_message text,
  retry_count INTEGER DEFAULT 0
);
-- Two indexes by type: after a clock was set back, the row that began last is not the one that was written last.
CREATE INDEX IF NOT EXISTS romflow_status_type ON update_status (operation_type);
CREATE INDEX IF NOT EXISTS romflow_status_latest ON update_status (operation_type, started_at);
CREATE INDEX IF NOT EXISTS romflow_status_started ON update_status (started_at);
-- Finds what was killed without reading all that ever ran.
CREATE INDEX IF NOT EXISTS romflow_status_open ON update_status (operation_type) WHERE status = 'in_progress';

CREATE TABLE IF NOT EXISTS game_fetch_queue (
  queueuuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  gameid varchar(255) NOT NULL,
  status varchar(50) NOT NULL DEFAULT 'pending', -- pending, downloading, processing, completed, failed
  priority INTEGER DEFAULT 100,                  -- the highest first
  game_metadata jsonb,
  download_url varchar(500),
  zip_path varchar(500),
  error_message text,
  retry_count INTEGER DEFAULT 0,                 -- failed tries
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  started_at TIMESTAMP,
  completed_at TIMESTAMP,
  zip_etag varchar(255),                         -- what the download said, so that an interrupted run loses nothing
  zip_lastmodified varchar(255),
  zip_filename varchar(500),
  zip_bytes INTEGER,
  UNIQUE (gameid)
);
CREATE INDEX IF NOT EXISTS romflow_queue_next ON game_fetch_queue (status, priority DESC, created_at);
CREATE INDEX IF NOT EXISTS romflow_queue_ended ON game_fetch_queue (status, completed_at);

-- What lists show of the games that wait or have failed. An id that is not a number is not a game of the site.
CREATE VIEW IF NOT EXISTS romflow_unfinished AS
SELECT
  queueuuid,
  CAST(gameid AS INTEGER) AS id,
  status,
  CASE WHEN json_valid(game_metadata) THEN json_extract(game_metadata, '$.name') END AS name,
  CASE WHEN json_valid(game_metadata) THEN json_extract(game_metadata, '$.fields.difficulty') END AS difficulty,
  CASE WHEN json_valid(game_metadata) THEN json_extract(game_metadata, '$.fields.type') END AS type,
  coalesce(completed_at, created_at) AS noted_at
FROM game_fetch_queue
WHERE status IN ('pending', 'downloading', 'processing', 'failed')
  AND gameid IN (CAST(gameid AS INTEGER) || '', CAST(gameid AS INTEGER) || '.0');

-- The same as a table of short rows, maintained by triggers: searched, sorted and counted without reading whole records.
CREATE TABLE IF NOT EXISTS romflow_queue (
  queueuuid varchar(255) PRIMARY KEY,
  id int,
  status varchar(50),
  name varchar(255),
  difficulty varchar(255),
  type varchar(255),
  noted_at TIMESTAMP
);
-- What has failed is one list, and what waits another; each has an index for every order in which it is shown.
CREATE INDEX IF NOT EXISTS romflow_queue_by_name ON romflow_queue (
  status = 'failed', name COLLATE NOCASE, id, status, difficulty, type
);
CREATE INDEX IF NOT EXISTS romflow_queue_by_id ON romflow_queue (status = 'failed', id);
CREATE INDEX IF NOT EXISTS romflow_queue_by_time ON romflow_queue (status = 'failed', noted_at, id);

CREATE TRIGGER IF NOT EXISTS romflow_queue_insert AFTER INSERT ON game_fetch_queue BEGIN
  DELETE FROM romflow_queue WHERE queueuuid = new.queueuuid;
  INSERT INTO romflow_queue SELECT * FROM romflow_unfinished WHERE queueuuid = new.queueuuid;
END;
CREATE TRIGGER IF NOT EXISTS romflow_queue_update
AFTER UPDATE OF queueuuid, gameid, status, game_metadata, created_at, completed_at ON game_fetch_queue BEGIN
  DELETE FROM romflow_queue WHERE queueuuid IN (old.queueuuid, new.queueuuid);
  INSERT INTO romflow_queue SELECT * FROM romflow_unfinished WHERE queueuuid = new.queueuuid;
END;
CREATE TRIGGER IF NOT EXISTS romflow_queue_delete AFTER DELETE ON game_fetch_queue BEGIN
  DELETE FROM romflow_queue WHERE queueuuid = old.queueuuid;
END;

CREATE TABLE IF NOT EXISTS patch_files_working (
  pfuuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  queueuuid varchar(255) REFERENCES game_fetch_queue (queueuuid),
  gameid varchar(255) NOT NULL,
  zip_path varchar(500),
  patch_filename varchar(500),
  patch_type varchar(10),
  is_primary BOOLEAN DEFAULT 0,
  priority_score INTEGER,
  pat_sha1 varchar(255),
  pat_sha224 varchar(255),
  pat_shake_128 varchar(255),
  result_sha1 varchar(255),
  result_sha224 varchar(255),
  result_shake1 varchar(255),
  patch_file_path varchar(500),
  result_file_path varchar(500),
  status varchar(50) DEFAULT 'pending', -- tested, sealed, completed, failed
  test_result varchar(50),              -- success, nothing, failed
  error_message text,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  processed_at TIMESTAMP,
  blob_data text                        -- JSON: names and keys of the blob, written before its files are
);
CREATE INDEX IF NOT EXISTS romflow_working_queue ON patch_files_working (queueuuid);
CREATE INDEX IF NOT EXISTS romflow_working_status ON patch_files_working (status);
-- What verify looks up for each patch and ROM whose file is lost.
CREATE INDEX IF NOT EXISTS romflow_working_patch ON patch_files_working (pat_shake_128);
CREATE INDEX IF NOT EXISTS romflow_working_result ON patch_files_working (result_shake1);
CREATE INDEX IF NOT EXISTS romflow_working_game ON patch_files_working (gameid);

-- Downloads and ratings, one row per change; they make no new version.
CREATE TABLE IF NOT EXISTS gameversion_stats (
  gvsuuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  gvuuid varchar(255) REFERENCES gameversions (gvuuid),
  gameid varchar(255) NOT NULL,
  downloads varchar(255),
  rating varchar(255),
  seen_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS romflow_stats_game ON gameversion_stats (gameid);

-- What was found to have changed on the site, one row per changed game.
CREATE TABLE IF NOT EXISTS change_detection_log (
  cduuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  gameid varchar(255) NOT NULL,
  gvuuid varchar(255) REFERENCES gameversions (gvuuid), -- the latest version at that time
  crawluuid varchar(255),                               -- update_status; null when the game was asked for
  change_type varchar(20) NOT NULL,                     -- major, minor, removed, returned
  changed_columns text,                                 -- JSON array
  changes text,                                         -- JSON: column to {"old", "new"}
  detected_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS romflow_changes_game ON change_detection_log (gameid);

-- The pages of a crawl, which its fetch_date identifies.
CREATE TABLE IF NOT EXISTS smwc_metadata_cache (
  cacheuuid varchar(255) PRIMARY KEY DEFAULT (uuid()),
  fetch_date TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  page_number INTEGER,
  response_data jsonb,
  next_page_url varchar(500),
  record_count INTEGER,
  cache_expires TIMESTAMP,
  UNIQUE (page_number, fetch_date)
);
CREATE INDEX IF NOT EXISTS romflow_cache_page ON smwc_metadata_cache (fetch_date, page_number);
CREATE INDEX IF NOT EXISTS romflow_cache_next ON smwc_metadata_cache (fetch_date, next_page_url);

-- When romflow migrated this file; without a row it never has.
CREATE TABLE IF NOT EXISTS romflow_schema (
  version int NOT NULL,
  migrated_at TIMESTAMP NOT NULL
);

-- Counts that are asked for often, maintained by triggers, so that nobody has to count a million rows.
CREATE TABLE IF NOT EXISTS romflow_counts (
  what varchar(20),   -- queue: by status; open: the rows of romflow_queue, by status; recorded: versions, by month;
  value varchar(255), -- added: games, by month
  count int,
  PRIMARY KEY (what, value)
);

CREATE VIEW IF NOT EXISTS romflow_counted AS
SELECT 'queue' AS what, status AS value, count(*) AS count FROM game_fetch_queue GROUP BY status
UNION ALL SELECT 'open', status, count(*) FROM romflow_queue GROUP BY status
UNION ALL SELECT 'recorded', coalesce(substr(gvimport_time, 1, 7), ''), count(*) FROM gameversions GROUP BY 2
UNION ALL SELECT 'added', coalesce(substr(added, 1, 7), ''), count(*) FROM romflow_games GROUP BY 2;

-- The number of games for each combination that lists can be filtered by.
CREATE TABLE IF NOT EXISTS romflow_kinds (
  difficulty varchar(255),
  type varchar(255),
  removed int,
  games int
);
CREATE INDEX IF NOT EXISTS romflow_kinds_kind ON romflow_kinds (difficulty, type, removed);

CREATE VIEW IF NOT EXISTS romflow_kinds_counted AS
SELECT difficulty, type, removed, count(*) AS games FROM romflow_games GROUP BY difficulty, type, removed;

-- An insert into this view adds to a count.
CREATE VIEW IF NOT EXISTS romflow_count_changes AS SELECT what, value, count AS change FROM romflow_counts;
CREATE TRIGGER IF NOT EXISTS romflow_counts_change INSTEAD OF INSERT ON romflow_count_changes BEGIN
  INSERT INTO romflow_counts (what, value, count) SELECT new.what, new.value, 0
  WHERE NOT EXISTS (SELECT 1 FROM romflow_counts WHERE what = new.what AND value = new.value);
  UPDATE romflow_counts SET count = count + new.change WHERE what = new.what AND value = new.value;
  -- Nothing tells of what was once: two archives of the same games are the same.
  DELETE FROM romflow_counts WHERE what = new.what AND value = new.value AND count = 0;
END;

-- By default, INSERT OR REPLACE removes rows without firing DELETE triggers, so the rows that it may remove are noted first.
CREATE TABLE IF NOT EXISTS romflow_replaced (
  number int, -- its rowid
  value varchar(255)
);

CREATE TRIGGER IF NOT EXISTS romflow_counts_queue_before BEFORE INSERT ON game_fetch_queue BEGIN
  DELETE FROM romflow_replaced;
  INSERT INTO romflow_replaced
  SELECT rowid, status FROM game_fetch_queue WHERE queueuuid = new.queueuuid OR gameid = new.gameid;
END;
CREATE TRIGGER IF NOT EXISTS romflow_counts_queue_insert AFTER INSERT ON game_fetch_queue BEGIN
  INSERT INTO romflow_count_changes SELECT 'queue', value, -1 FROM romflow_replaced
  WHERE number = new.rowid OR NOT EXISTS (SELECT 1 FROM game_fetch_queue WHERE rowid = romflow_replaced.number);
  DELETE FROM romflow_replaced;
  INSERT INTO romflow_count_changes VALUES ('queue', new.status, 1);
END;
CREATE TRIGGER IF NOT EXISTS romflow_counts_queue_update AFTER UPDATE OF status ON game_fetch_queue
WHEN old.status <> new.status BEGIN
  INSERT INTO romflow_count_changes VALUES ('queue', old.status, -1), ('queue', new.status, 1);
END;
CREATE TRIGGER IF NOT EXISTS romflow_counts_queue_delete AFTER DELETE ON game_fetch_queue BEGIN
  DELETE FROM romflow_replaced WHERE number = old.rowid;
  INSERT INTO romflow_count_changes VALUES ('queue', old.status, -1);
END;

CREATE TRIGGER IF NOT EXISTS romflow_counts_version_before BEFORE INSERT ON gameversions BEGIN
  DELETE FROM romflow_replaced;
  INSERT INTO romflow_replaced
  SELECT rowid, coalesce(substr(gvimport_time, 1, 7), '') FROM gameversions
  WHERE gvuuid = new.gvuuid OR (gameid = new.gameid AND version = new.version);
END;
CREATE TRIGGER IF NOT EXISTS romflow_counts_version_insert AFTER INSERT ON gameversions BEGIN
  INSERT INTO romflow_count_changes SELECT 'recorded', value, -1 FROM romflow_replaced
  WHERE number = new.rowid OR NOT EXISTS (SELECT 1 FROM gameversions WHERE rowid = romflow_replaced.number);
  DELETE FROM romflow_replaced;
  INSERT INTO romflow_count_changes VALUES ('recorded', coalesce(substr(new.gvimport_time, 1, 7), ''), 1);
END;
CREATE TRIGGER IF NOT EXISTS romflow_counts_version_update AFTER UPDATE OF gvimport_time ON gameversions
WHEN old.gvimport_time IS NOT new.gvimport_time BEGIN
  INSERT INTO romflow_count_changes VALUES
    ('recorded', coalesce(substr(old.gvimport_time, 1, 7), ''), -1),
    ('recorded', coalesce(substr(new.gvimport_time, 1, 7), ''), 1);
END;
CREATE TRIGGER IF NOT EXISTS romflow_counts_version_delete AFTER DELETE ON gameversions BEGIN
  DELETE FROM romflow_replaced WHERE number = old.rowid;
  INSERT INTO romflow_count_changes VALUES ('recorded', coalesce(substr(old.gvimport_time, 1, 7), ''), -1);
END;

-- Only triggers write to the tables that they maintain: rows are inserted and deleted, never updated or replaced.
CREATE TRIGGER IF NOT EXISTS romflow_counts_open_insert AFTER INSERT ON romflow_queue BEGIN
  INSERT INTO romflow_count_changes VALUES ('open', new.status, 1);
END;
CREATE TRIGGER IF NOT EXISTS romflow_counts_open_delete AFTER DELETE ON romflow_queue BEGIN
  INSERT INTO romflow_count_changes VALUES ('open', old.status, -1);
END;
CREATE TRIGGER IF NOT EXISTS romflow_counts_game_insert AFTER INSERT ON romflow_games BEGIN
  INSERT INTO romflow_count_changes VALUES ('added', coalesce(substr(new.added, 1, 7), ''), 1);
  INSERT INTO romflow_kinds SELECT new.difficulty, new.type, new.removed, 0 WHERE NOT EXISTS (
    SELECT 1 FROM romflow_kinds
    WHERE difficulty IS new.difficulty AND type IS new.type AND removed IS new.removed
  );
  UPDATE romflow_kinds SET games = games + 1
  WHERE difficulty IS new.difficulty AND type IS new.type AND removed IS new.removed;
END;
CREATE TRIGGER IF NOT EXISTS romflow_counts_game_delete AFTER DELETE ON romflow_games BEGIN
  INSERT INTO romflow_count_changes VALUES ('added', coalesce(substr(old.added, 1, 7), ''), -1);
  UPDATE romflow_kinds SET games = games - 1
  WHERE difficulty IS old.difficulty AND type IS old.type AND removed IS old.removed;
  DELETE FROM romflow_kinds
  WHERE difficulty IS old.difficulty AND type IS old.type AND removed IS old.removed AND games = 0;
END;

-- The number of rows in tables that need no finer count, maintained by triggers as well.
CREATE TABLE IF NOT EXISTS romflow_totals (
  what varchar(20) PRIMARY KEY, -- patches: rhpatches; blobs: patchblobs
  count int
);

CREATE VIEW IF NOT EXISTS romflow_totals_counted AS
SELECT 'patches' AS what, count(*) AS count FROM rhpatches
UNION ALL SELECT 'blobs', count(*) FROM patchblobs;

CREATE TRIGGER IF NOT EXISTS romflow_totals_patch_before BEFORE INSERT ON rhpatches BEGIN
  DELETE FROM romflow_replaced;
  INSERT INTO romflow_replaced (number) SELECT rowid FROM rhpatches
  WHERE rhpuuid = new.rhpuuid OR patch_name = new.patch_name;
END;
CREATE TRIGGER IF NOT EXISTS romflow_totals_patch_insert AFTER INSERT ON rhpatches BEGIN
  UPDATE romflow_totals SET count = count + 1 - (
    SELECT count(*) FROM romflow_replaced
    WHERE number = new.rowid OR NOT EXISTS (SELECT 1 FROM rhpatches WHERE rowid = romflow_replaced.number)
  ) WHERE what = 'patches';
  DELETE FROM romflow_replaced;
END;
CREATE TRIGGER IF NOT EXISTS romflow_totals_patch_delete AFTER DELETE ON rhpatches BEGIN
  DELETE FROM romflow_replaced WHERE number = old.rowid;
  UPDATE romflow_totals SET count = count - 1 WHERE what = 'patches';
END;

CREATE TRIGGER IF NOT EXISTS romflow_totals_blob_before BEFORE INSERT ON patchblobs BEGIN
  DELETE FROM romflow_replaced;
  INSERT INTO romflow_replaced (number) SELECT rowid FROM patchblobs
  WHERE pbuuid = new.pbuuid OR patchblob1_name = new.patchblob1_name;
END;
CREATE TRIGGER IF NOT EXISTS romflow_totals_blob_insert AFTER INSERT ON patchblobs BEGIN
  UPDATE romflow_totals SET count = count + 1 - (
    SELECT count(*) FROM romflow_replaced
    WHERE number = new.rowid OR NOT EXISTS (SELECT 1 FROM patchblobs WHERE rowid = romflow_replaced.number)
  ) WHERE what = 'blobs';
  DELETE FROM romflow_replaced;
END;
CREATE TRIGGER IF NOT EXISTS romflow_totals_blob_delete AFTER DELETE ON patchblobs BEGIN
  DELETE FROM romflow_replaced WHERE number = old.rowid;
  UPDATE romflow_totals SET count = count - 1 WHERE what = 'blobs';
END;

-- The state of a scrape, beside the gamelists. Everything is text; times are ISO 8601, UTC.

-- Hashes of ROMs, valid for as long as the size and modification time of the file are the same.
CREATE TABLE IF NOT EXISTS rom_hashes (
  file TEXT PRIMARY KEY NOT NULL,   -- absolute
  file_size TEXT NOT NULL,          -- bytes of the file
  mtime_ms TEXT NOT NULL,
  size TEXT NOT NULL,               -- bytes that were hashed
  crc32 TEXT NOT NULL,
  md5 TEXT NOT NULL,
  sha1 TEXT NOT NULL
) WITHOUT ROWID;

-- The site's answers, without any credential.
CREATE TABLE IF NOT EXISTS scrape_answers (
  system TEXT NOT NULL,             -- ScreenScraper's id
  key TEXT NOT NULL,                -- sha1:…, name:…:size or search:name
  asked_at TEXT NOT NULL,
  games TEXT,                       -- JSON array; null: unknown to the site
  PRIMARY KEY (system, key)
);
CREATE INDEX IF NOT EXISTS scrape_answers_asked ON scrape_answers (asked_at);

-- What became of each ROM, as it happens.
CREATE TABLE IF NOT EXISTS rom_states (
  system TEXT NOT NULL,             -- short name
  path TEXT NOT NULL,               -- as the gamelist names it
  outcome TEXT NOT NULL,            -- scraped, unmatched, failed, picked-none
  detail TEXT,
  run TEXT NOT NULL,
  at TEXT NOT NULL,
  game TEXT,                        -- id of the game that it was last scraped as
  content TEXT,                     -- what identified its content then
  fields TEXT,                      -- what the site knew then that scraping fills: names, with blanks between
  PRIMARY KEY (system, path)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS rom_media (
  system TEXT NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,               -- ES-DE's folder
  status TEXT NOT NULL,             -- stored, none, failed
  at TEXT NOT NULL,
  file TEXT,                        -- below the media folder
  size TEXT,
  sha1 TEXT,
  type TEXT,                        -- ScreenScraper's
  region TEXT,
  reason TEXT,                      -- of a failure
  lasting TEXT,                     -- 1: fetching it again would not help
  PRIMARY KEY (system, path, kind)
) WITHOUT ROWID;

-- Scraped entries that are not in their gamelist yet.
CREATE TABLE IF NOT EXISTS pending_entries (
  system TEXT NOT NULL,
  path TEXT NOT NULL,
  entry TEXT NOT NULL,              -- JSON
  PRIMARY KEY (system, path)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS scrape_runs (
  run TEXT PRIMARY KEY NOT NULL,
  mode TEXT NOT NULL,
  options TEXT NOT NULL,            -- what must be equal for the run to be resumed
  started_at TEXT NOT NULL,
  active_at TEXT NOT NULL,          -- last sign of life
  outcome TEXT                      -- complete, paused, quota, failed; null: under way, or killed
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS scrape_runs_active ON scrape_runs (active_at);
CREATE INDEX IF NOT EXISTS scrape_runs_started ON scrape_runs (started_at);

CREATE TABLE IF NOT EXISTS romflow_schema (
  version int NOT NULL,
  migrated_at TIMESTAMP NOT NULL
);

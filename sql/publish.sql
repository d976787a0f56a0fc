-- What `romflow publish` has put into ROM folders, beside the gamelists. Everything is text.

-- The ROM of a hack, as it was written.
CREATE TABLE IF NOT EXISTS published_roms (
  system TEXT NOT NULL,             -- short name
  gameid TEXT NOT NULL,
  path TEXT NOT NULL,               -- below the ROM folder, with /
  listed_as TEXT,                   -- its path in the gamelist, where that is still another one
  version TEXT NOT NULL,            -- of the hack
  blob TEXT NOT NULL,               -- of the patch that it was made with
  sha224 TEXT NOT NULL,
  size TEXT NOT NULL,               -- bytes
  mtime_ns TEXT NOT NULL,
  PRIMARY KEY (system, gameid)
) WITHOUT ROWID;

-- The screenshot of a hack that was asked for.
CREATE TABLE IF NOT EXISTS published_screenshots (
  system TEXT NOT NULL,
  gameid TEXT NOT NULL,
  url TEXT NOT NULL,                -- as the record has it
  version TEXT NOT NULL,            -- of the hack
  sha1 TEXT,                        -- of the file as it was stored; null: the site has none that is any good
  PRIMARY KEY (system, gameid)
) WITHOUT ROWID;

-- When romflow migrated this file; without a row it never has.
CREATE TABLE IF NOT EXISTS romflow_schema (
  version int NOT NULL,
  migrated_at TIMESTAMP NOT NULL
);

-- The pacing of this user's requests to each host, shared by all runs, processes and archives.
CREATE TABLE IF NOT EXISTS gate (
  host          TEXT PRIMARY KEY,            -- host:port
  last_ms       INTEGER NOT NULL DEFAULT 0,  -- end of the last request, or the latest sign of life of the one under way
  not_before_ms INTEGER NOT NULL DEFAULT 0,  -- what the host itself asked for (Retry-After)
  holder        TEXT,                        -- the request under way; null when there is none
  machine       TEXT,                        -- where its process runs
  pid           INTEGER,
  hold_ms       INTEGER NOT NULL DEFAULT 0   -- silent for longer than this, the holder is taken for dead
) STRICT;

-- Requests made with an account at a site: those in flight, and those begun within the last minute.
CREATE TABLE IF NOT EXISTS account_request (
  id       TEXT PRIMARY KEY,
  account  TEXT NOT NULL,     -- host:port and a hash of the user's name
  begun_ms INTEGER NOT NULL,
  seen_ms  INTEGER,           -- latest sign of life; null when it has ended
  machine  TEXT NOT NULL,     -- where its process runs
  pid      INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS account_request_begun ON account_request (account, begun_ms);
-- Requests in flight are few; a minute may hold thousands that have ended.
CREATE INDEX IF NOT EXISTS account_request_live ON account_request (account, seen_ms) WHERE seen_ms IS NOT NULL;

-- What the site asked for (Retry-After).
CREATE TABLE IF NOT EXISTS account_wish (
  account       TEXT PRIMARY KEY,
  not_before_ms INTEGER NOT NULL
) STRICT;

-- How many requests an account may begin within a minute, as the site last said: a run asks for that with a request that counts.
CREATE TABLE IF NOT EXISTS account_limit (
  account    TEXT PRIMARY KEY,
  per_minute INTEGER NOT NULL
) STRICT;

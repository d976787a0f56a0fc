-- The manners of this user towards each host, shared by all runs, processes and archives.
CREATE TABLE IF NOT EXISTS gate (
  host          TEXT PRIMARY KEY,            -- host:port
  last_ms       INTEGER NOT NULL DEFAULT 0,  -- end of the last request, or the latest sign of life of the one under way
  not_before_ms INTEGER NOT NULL DEFAULT 0,  -- what the host itself asked for (Retry-After)
  holder        TEXT,                        -- the request under way; null when there is none
  machine       TEXT,                        -- where its process runs
  pid           INTEGER,
  hold_ms       INTEGER NOT NULL DEFAULT 0   -- silent for longer than this, the holder is taken for dead
) STRICT;

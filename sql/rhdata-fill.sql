-- Makes patchblobs and its side table agree for readers of either. Run after a migration; safe to run again.

UPDATE patchblobs
SET (patch_filename, patch_type, is_primary, zip_source) = (
  SELECT patch_filename, patch_type, is_primary, zip_source FROM patchblobs_extended AS side
  WHERE side.pbuuid = patchblobs.pbuuid
)
WHERE patch_filename IS NULL AND patch_type IS NULL AND zip_source IS NULL
  AND pbuuid IN (SELECT pbuuid FROM patchblobs_extended);

INSERT INTO patchblobs_extended (pbuuid, patch_filename, patch_type, is_primary, zip_source, created_at)
SELECT pbuuid, patch_filename, patch_type, is_primary, zip_source, pbimport_time FROM patchblobs
WHERE (patch_filename IS NOT NULL OR patch_type IS NOT NULL OR zip_source IS NOT NULL)
  AND pbuuid NOT IN (SELECT pbuuid FROM patchblobs_extended WHERE pbuuid IS NOT NULL);

-- Whatever the triggers on gameversions and game_fetch_queue have missed.
DELETE FROM romflow_games;
INSERT INTO romflow_games
SELECT id, gvuuid, version, name, author, difficulty, type, added, recorded_at, removed, obsoleted FROM romflow_latest;
DELETE FROM romflow_queue;
INSERT INTO romflow_queue SELECT * FROM romflow_unfinished;
DELETE FROM romflow_counts;
INSERT INTO romflow_counts SELECT * FROM romflow_counted;
DELETE FROM romflow_kinds;
INSERT INTO romflow_kinds SELECT * FROM romflow_kinds_counted;
DELETE FROM romflow_totals;
INSERT INTO romflow_totals SELECT * FROM romflow_totals_counted;

-- Indexes of earlier versions that others have replaced.
DROP INDEX IF EXISTS romflow_queue_list;

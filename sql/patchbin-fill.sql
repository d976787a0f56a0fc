-- Whatever the triggers on attachments have missed. Run after a migration; safe to run again.

DELETE FROM romflow_totals;
INSERT INTO romflow_totals SELECT * FROM romflow_totals_counted;

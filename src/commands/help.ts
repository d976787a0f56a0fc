/** `romflow --help` */
export const GENERAL_HELP = `romflow keeps a local archive of Super Mario World hacks in step with SMW Central.

Usage
  romflow [update] [flags]             bring the archive up to date
  romflow demo [--keep DIR]            the same for real, against a stand-in site and a generated base ROM
  romflow apply PATCH ROM -o OUT       apply one patch, BPS or IPS

  romflow COMMAND --help               a command and its flags
  romflow --version

Exit codes
  0  all well
  1  some items failed
  2  wrong usage or configuration; nothing was touched
  3  stopped by a quota or gate, run again later
  130  interrupted; the next run goes on from there
`;

/** `romflow update --help` */
export const UPDATE_HELP = `romflow update: bring the archive up to date. Ids of games may be piped in, one a line.

Usage
  romflow [update] [flags]

Flags
  --archive DIR         the archive's folder (default: the working folder)
  --config FILE         settings, JSON or YAML (default: updategames.config.json, if there is one)
  --game-ids 1,2        work on these games, known or not
  --limit N             work on at most N games
  --all-patches         seal and record every patch that applies, not only the primary one
  --no-fetch-metadata   do not read the catalog, work off the queue
  --no-process-new      read the catalog and queue what is new, but work on nothing
  --resume              take up what is left of the last run (which happens without it, too)
  --dry-run             do everything in a temporary folder and leave the archive as it is
  --json                print events, one JSON object a line

Environment
  RHDATA_DB_PATH, PATCHBIN_DB_PATH   the databases (default: electron/rhdata.db and electron/patchbin.db)
  SMW_ROM_PATH                       the base ROM (default: smw.sfc in the archive)
  FLIPS_PATH                         apply patches with Flips instead
  DEBUG=rhtools:*                    debug lines on standard error

Examples
  romflow update --dry-run --limit=5
  romflow update --archive ~/smw --game-ids=12345,12346
  grep -o '[0-9]*' wanted.txt | romflow update --no-fetch-metadata
`;

/** `romflow demo --help` */
export const DEMO_HELP = `romflow demo: a whole update for real, against a stand-in site on this machine and a generated base ROM.

Usage
  romflow demo [flags]

Flags
  --keep DIR            write the archive to DIR, and leave it there
`;

/** `romflow apply --help` */
export const APPLY_HELP = `romflow apply: apply one patch, BPS or IPS (told by its content), to a ROM, as Flips does.

Usage
  romflow apply PATCH ROM -o OUT [--force]

Flags
  -o, --output OUT      where the patched ROM goes
  --force               overwrite OUT if it exists (never PATCH or ROM)

A file whose name begins with "-" follows "--": romflow apply -o out.sfc -- -patch.bps smw.sfc
`;

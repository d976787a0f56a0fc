/** The flags of every command that works on an archive. */
const PLACE = `  --archive DIR         the archive's folder (default: the working folder)
  --config FILE         settings, JSON or YAML (default: updategames.config.json
                        in the working folder, if there is one)`;

/** The flags for how a run is shown. */
const SHOW = `  --json                print events, one JSON object a line
  --log-file FILE       add the events to FILE as well, whatever is shown
  --quiet               only failures, warnings and how it ended
  --verbose             the steps in between, too`;

/** The same for a run that is drawn on a terminal. */
const DRAWN = `${SHOW}
  --no-ui               print lines on a terminal too, draw nothing`;

/** `romflow --help` */
export const GENERAL_HELP = `romflow keeps a local archive of Super Mario World hacks in step with SMW
Central, and turns folders of ROMs into what the ES-DE front end shows.

Usage
  romflow [update] [flags]         bring the archive up to date
  romflow scrape [flags]           games of ES-DE get names, descriptions and
                                   pictures
  romflow publish --to DIR         the archive's hacks become games of ES-DE
  romflow demo [--keep DIR]        update and scrape for real, against stand-in
                                   sites and a generated base ROM
  romflow worker --redis ADDRESS   share the sealing of updates on other
                                   machines
  romflow apply PATCH ROM -o OUT   apply one patch, BPS or IPS
  romflow status                   what the archive holds, what waits, what
                                   failed and why
  romflow serve [--port N]         the same in the browser, with every game,
                                   live progress and charts
  romflow export ID|NAME [-o DIR]  a hack out of the archive, as patched ROM or
                                   as patch
  romflow verify [--repair]        every blob, file and row against the others;
                                   damage is named
  romflow import HACKS-DIR         what older tools left as JSON becomes rows
  romflow attach                   blobs that lie in blobs/ get attachments
  romflow doctor                   whether all that an update needs is there,
                                   and what to do about it

  romflow COMMAND --help           a command and its flags
  romflow --version

Exit codes
  0    all well
  1    some items failed, or the run ended early
  2    wrong usage or configuration; nothing was touched (scrape: also when the
       account is refused)
  3    stopped by a quota or a closed service; run it again later
  129  the terminal was closed or lost; the next run goes on from there
  130  interrupted; the next run goes on from there
`;

/** `romflow update --help` */
export const UPDATE_HELP = `romflow update: bring the archive up to date. Ids of games may be piped in, one
a line.

Usage
  romflow [update] [flags]

Flags
${PLACE}
  --game-ids 1,2        work on these games, known or not
  --limit N             work on at most N games
  --all-patches         seal and record every patch that applies, not only the
                        primary one
  --full-crawl          read the whole catalog, not only what is new, and mark
                        what has gone from it
  --no-fetch-metadata   do not read the catalog, work off the queue
  --no-process-new      read the catalog and queue what is new, but work on
                        nothing
  --resume              take up what is left of the last run (which happens
                        without it, too)
  --retry-failed        try again what has failed, even where all tries are used
                        up
  --dry-run             do everything in a temporary folder and leave the
                        archive as it is
  --workers N           apply patches and seal in N threads (default: 0: threads
                        measure no faster)
  --redis ADDRESS       share the sealing with machines on which romflow worker
                        runs, and the pauses with those on which update does
${DRAWN}

Environment
  RHDATA_DB_PATH        the main database (default: electron/rhdata.db)
  PATCHBIN_DB_PATH      sealed patches (default: electron/patchbin.db)
  SMW_ROM_PATH          the base ROM (default: smw.sfc in the archive)
  FLIPS_PATH            apply patches with Flips instead
  ROMFLOW_REDIS         as --redis, for addresses with a password
  ROMFLOW_WEBHOOK       is told how each run ended
  DEBUG=rhtools:*       debug lines on standard error

Examples
  romflow update --dry-run --limit=5
  romflow update --archive ~/smw --game-ids=12345,12346
  grep -o '[0-9]*' wanted.txt | romflow update --no-fetch-metadata
`;

/** `romflow demo --help` */
export const DEMO_HELP = `romflow demo: both courses for real, against stand-in sites on this machine. An
archive is brought up to date over a generated base ROM; then ROM folders of
ES-DE are scraped, twice: the second run asks nothing.

Usage
  romflow demo [flags]

Flags
  --keep DIR            write everything to DIR, an empty folder or that of an
                        earlier demo (default: a new temporary folder)
`;

/** `romflow apply --help` */
export const APPLY_HELP = `romflow apply: apply one patch, BPS or IPS (told by its content), to a ROM, as
Flips does.

Usage
  romflow apply PATCH ROM -o OUT [--force]

Flags
  -o, --output OUT      where the patched ROM goes
  --force               overwrite OUT if it exists (never PATCH or ROM)

A BPS patch for a ROM without a copier header (512 bytes that some backup
devices put in front) is applied to one with it as well, and OUT keeps it. An
IPS patch does not tell what it was made for, and is applied to ROM as it is.

A file whose name begins with "-" follows "--":
  romflow apply -o out.sfc -- -patch.bps smw.sfc
`;

/** `romflow status --help` */
export const STATUS_HELP = `romflow status: what the archive holds, what waits, what failed and why, how the
last run went, when the next request is allowed.

Usage
  romflow status [flags]

Flags
${PLACE}
  --json                print one JSON object

Nothing is made, changed or fetched; an update may run meanwhile.
`;

/** `romflow serve --help` */
export const SERVE_HELP = `romflow serve: the archive and the run in progress in the browser, until Ctrl-C.

Usage
  romflow serve [flags]

Flags
${PLACE}
  --port N              where it listens (default: 8642); 0 takes a port that is
                        free
  --host ADDRESS        the address it is bound to (default: 127.0.0.1, which
                        only this machine reaches)
  --allow-control       let whoever has the token start, pause and stop runs,
                        and retry what failed

Environment
  ROMFLOW_TOKEN         the token, 22 to 256 letters, digits, "-" and "_"
                        (default: a new one, printed once)

Without --allow-control nothing can be changed. What runs elsewhere, in a
terminal or by cron, is seen as well.

Examples
  romflow serve --archive ~/smw
  romflow serve --archive ~/smw --allow-control --port 0
`;

/** `romflow export --help` */
export const EXPORT_HELP = `romflow export: a hack out of its blob, as patched ROM or as patch, in a file
that is named after it.

Usage
  romflow export ID|NAME [flags]

NAME is the whole name in any case, or a part that no other hack has in its
name.

Flags
${PLACE}
  -o, --output DIR      where the file goes (default: the working folder)
  --patch               the patch, .bps or .ips, instead of the ROM; this needs
                        no base ROM
  --version N           this version of it (default: the latest that the archive
                        has a patch of)
  --force               overwrite the file if it exists (never the base ROM)

Examples
  romflow export 12345 -o ~/roms/snes
  romflow export "cookie kingdom" --patch
`;

/** `romflow import --help` */
export const IMPORT_HELP = `romflow import: what older tools left as JSON, a file a hack and named after its
id, becomes rows.

Usage
  romflow import HACKS-DIR [flags]

Flags
${PLACE}
  --dry-run             show what would come of it and leave the archive as
                        it is
${SHOW}

The blobs that the JSON names are taken from blobs/ in the archive and checked
first. A hack whose blob is not there is recorded without one; romflow attach
adds it later. What the archive knows already is left alone.

Examples
  romflow import hacks --dry-run
  romflow import ~/rhtools/hacks --archive ~/smw
`;

/** `romflow attach --help` */
export const ATTACH_HELP = `romflow attach: the sealed patches in blobs/ get their attachments; those that
no row knows are named.

Usage
  romflow attach [flags]

Flags
${PLACE}
  --dry-run             show what would come of it and leave the archive as
                        it is
${SHOW}
`;

/** `romflow doctor --help` */
export const DOCTOR_HELP = `romflow doctor: whether all that an update needs is there and works, and what to
do about what does not.

Usage
  romflow doctor [flags]

Flags
${PLACE}
  --json                print one JSON object

No request is made and nothing is changed. Ends with 0 if all is well, with 2
for a wrong configuration, else with 1.
`;

/** `romflow verify --help` */
export const VERIFY_HELP = `romflow verify: hold every blob, patch, ROM, ZIP, row and JSON file of the
archive against the others, and name damage.

Usage
  romflow verify [flags]

Flags
${PLACE}
  --deep                apply every patch to the base ROM again and compare the
                        results
  --repair              mend what can be mended: databases are copied first,
                        damaged files kept as NAME.damaged
${SHOW}

Without --repair nothing is written. What old tools left unknown, ZIPs that came
broken from the site, and files that no row knows, are notices, not damage.
Without the base ROM the contents of ROM blobs are not looked at; --deep needs
it.

Exit codes
  0  nothing is damaged, or everything was mended
  1  something is damaged
`;

/** `romflow scrape --help` */
export const SCRAPE_HELP = `romflow scrape: games of ES-DE get names, descriptions and pictures, from
ScreenScraper. What you have edited in a gamelist stays as it is.

Usage
  romflow scrape [flags]

Flags
  --config FILE         settings, YAML or JSON (default: config.yaml in the
                        working folder, if there is one)
  --systems nes snes    only these systems, by their short names
  --skip-scraped        new games, and media that are missing; so it is unless
                        the settings say otherwise
  --update              ask again for games that have changed, compare media
                        with the site's and fetch those that differ
  --mode MODE           new_only, changed, force (ask again for everything) or
                        skip (ask for no game)
  --enable-search       search by name for what its hash does not tell
  --interactive-search  the same, and pick among doubtful results yourself
  --threads N           at most N requests at a time (the account's own limit is
                        never passed)
  --prune               remove entries from gamelists whose file is gone
  --yes                 go on without asking, even if many files are gone
  --dry-run             ask for nothing, write nothing, say what would be done
${DRAWN}

Environment
  SCREENSCRAPER_USER, SCREENSCRAPER_PASSWORD       your account
  SCREENSCRAPER_DEVID, SCREENSCRAPER_DEVPASSWORD   developer credentials
  SCREENSCRAPER_SOFTNAME                           the name they were given for
  ROMFLOW_WEBHOOK                                  is told how each run ended
  DEBUG=rhtools:*                                  debug lines on standard error

Examples
  romflow scrape --dry-run
  romflow scrape --systems nes snes
  romflow scrape --systems=psx --enable-search --update
`;

/** `romflow publish --help` */
export const PUBLISH_HELP = `romflow publish: the archive's hacks become games of ES-DE: patched ROMs,
entries in the gamelist, screenshots. ROMs that it did not write are left alone.

Usage
  romflow publish --to DIR [flags]

Flags
  --to DIR              the folder of the ROMs; its name is that of the system,
                        such as snes
${PLACE}
  --name TEMPLATE       how ROMs are named, of {name}, {id}, {version},
                        {author}, {difficulty} and {type}; "/" makes folders
                        (default: {name})
  --gamelists DIR       ES-DE's gamelists (default: as config.yaml says, if
                        there is one, else ~/ES-DE/gamelists)
  --media DIR           ES-DE's media (default: as config.yaml says, if there is
                        one, else ~/ES-DE/downloaded_media)
  --no-screenshots      fetch no screenshots from the site
  --dry-run             write nothing, fetch nothing, say what would be done
${DRAWN}

Environment
  RHDATA_DB_PATH, PATCHBIN_DB_PATH, SMW_ROM_PATH and ROMFLOW_WEBHOOK, as of
  romflow update

Examples
  romflow publish --to ~/ROMs/snes --dry-run
  romflow publish --archive ~/smw --to ~/ROMs/snes --name "{name} ({id})"
`;

/** `romflow worker --help` */
export const WORKER_HELP = `romflow worker: share the sealing of updates that run on other machines with the
same --redis. It needs the same base ROM, and nothing of the archive; it makes
no request to any site.

Usage
  romflow worker --redis ADDRESS [flags]

Flags
  --redis ADDRESS       the Redis, such as redis://:password@192.168.1.2:6379 or
                        rediss://… for TLS
  --concurrency N       seal N pairs at a time (default: one more than processor
                        cores)
  --base-rom FILE       the base ROM (default: smw.sfc in the working folder)
  --workers N           do it in N threads (default: 0)
  --config FILE         settings, JSON or YAML (default: updategames.config.json
                        in the working folder, if there is one)

Environment
  ROMFLOW_REDIS         as --redis: there, no other user of the machine sees the
                        password
  SMW_ROM_PATH          the base ROM

It works until it is stopped (Ctrl-C, SIGTERM), finishes what it has in hand,
and ends with 0.
`;

/** The flags of every command that works on an archive. */
const PLACE = `  --archive DIR         the archive's folder (default: the working folder)
  --config FILE         settings, JSON or YAML (default: updategames.config.json
                        in the working folder, if there is one)`;

/** The flags for how a run is shown. */
const SHOW = `  --json                print events, one JSON object per line, and nothing else
  --log-file FILE       append all events to FILE as well, whatever is printed
  --quiet               print only failures, warnings and how the run ended
  --verbose             also print the steps in between`;

/** The same for a run that is drawn on a terminal. */
const DRAWN = `${SHOW}
  --no-ui               print lines on a terminal too, and draw nothing`;

/** `romflow --help` */
export const GENERAL_HELP = `romflow keeps a local archive of Super Mario World hacks in step with SMW
Central, and gives the games in your ROM folders names, descriptions and
pictures for the ES-DE front end.

Usage
  romflow [update] [flags]         bring the archive up to date
  romflow status                   show what the archive holds, what is pending,
                                   and what failed and why
  romflow serve [--port N]         show the same in the browser, with every
                                   game, live progress and charts
  romflow export ID|NAME [-o DIR]  extract a hack from the archive, as a patched
                                   ROM or as a patch
  romflow scrape [flags]           give games in ES-DE names, descriptions and
                                   pictures
  romflow publish --to DIR         turn the archive's hacks into games in ES-DE
  romflow verify [--repair]        check every blob, file and row against the
                                   others and report damage
  romflow doctor                   check that everything an update needs is
                                   there and works, and say how to fix what is
                                   missing or broken
  romflow import HACKS-DIR         import what older tools left as JSON
  romflow attach                   add attachments for sealed patches in blobs/
                                   that lack them
  romflow worker --redis ADDRESS   do part of the sealing for updates that run
                                   on other machines
  romflow apply PATCH ROM -o OUT   apply one BPS or IPS patch
  romflow demo [--keep DIR]        run a real update and a real scrape against
                                   stand-in sites, with a made-up base ROM

  romflow COMMAND --help           show a command's flags
  romflow --version                print the version

Exit codes
  0    success
  1    some hacks or games failed, or the run ended early
  2    wrong usage or configuration; nothing was touched (scrape: also when the
       account is refused)
  3    scrape: the quota is used up or the service is closed; run it again later
  129  the terminal was closed or lost; the next run resumes
  130  interrupted; the next run resumes
`;

/** `romflow update --help` */
export const UPDATE_HELP = `romflow update: bring the archive up to date. Ids of hacks can be piped in, one
per line.

Usage
  romflow [update] [flags]

Flags
${PLACE}
  --game-ids 1,2        process only these hacks, whether or not the catalog
                        lists them or the archive has them
  --limit N             process at most N hacks
  --all-patches         seal and record every patch that applies, not only the
                        primary one of each hack
  --full-crawl          read the whole catalog, not only what is new, and mark
                        what is no longer listed
  --no-fetch-metadata   do not read the catalog; only work through the queue
  --no-process-new      read the catalog and enqueue what is new, but download
                        nothing
  --resume              resume what is left of the last run; this is the default
  --retry-failed        fetch and process again whatever has failed, even if
                        all its tries are used up
  --dry-run             do everything in a temporary folder and leave the
                        archive as it is
  --workers N           apply patches and seal in N threads (default: 0, because
                        more are no faster)
  --redis ADDRESS       share the sealing with machines that run worker, and the
                        pauses with those that run update
${DRAWN}

Environment
  RHDATA_DB_PATH        the main database (default: electron/rhdata.db)
  PATCHBIN_DB_PATH      the database of sealed patches (default:
                        electron/patchbin.db)
  SMW_ROM_PATH          the base ROM (default: smw.sfc in the archive)
  FLIPS_PATH            a Flips program to apply patches with, instead of the
                        built-in code
  ROMFLOW_REDIS         as --redis, for addresses with a password
  ROMFLOW_WEBHOOK       the webhook that is told how runs ended
  DEBUG=rhtools:*       print every event with all of its fields to standard
                        error

Examples
  romflow update --dry-run --limit=5
  romflow update --archive ~/smw --game-ids=12345,12346
  grep -o '[0-9]*' wanted.txt | romflow update
`;

/** `romflow demo --help` */
export const DEMO_HELP = `romflow demo: run a real update and a real scrape against stand-in sites on this
machine. An archive is brought up to date with a made-up base ROM; then made-up
ROM folders are scraped twice, the second time without a single request.

Usage
  romflow demo [flags]

Flags
  --keep DIR            write everything to DIR, an empty folder or that of an
                        earlier demo (default: a new temporary folder)
`;

/** `romflow apply --help` */
export const APPLY_HELP = `romflow apply: apply one BPS or IPS patch (told apart by content) to a ROM, as
Flips does.

Usage
  romflow apply PATCH ROM -o OUT [--force]

Flags
  -o, --output OUT      where the patched ROM goes
  --force               overwrite OUT if it exists, but never PATCH or ROM

A BPS patch made for a ROM without a copier header (512 bytes that some backup
devices put in front) can be applied to a ROM with one: the header is kept. An
IPS patch does not say what it was made for, so it is applied to the ROM as it
is.

Put a file whose name begins with "-" after "--":
  romflow apply -o out.sfc -- -patch.bps smw.sfc
`;

/** `romflow status --help` */
export const STATUS_HELP = `romflow status: show what the archive holds, what is pending, what failed and
why, how the last run went, and when the next request is allowed.

Usage
  romflow status [flags]

Flags
${PLACE}
  --json                print one JSON object

Nothing is created, changed or fetched; an update may run at the same time.
`;

/** `romflow serve --help` */
export const SERVE_HELP = `romflow serve: show the archive and the run in progress in the browser, until
Ctrl-C.

Usage
  romflow serve [flags]

Flags
${PLACE}
  --port N              the port to listen on (default: 8642); 0 picks a free
                        one
  --host ADDRESS        the address to bind to (default: 127.0.0.1, which only
                        this machine reaches)
  --allow-control       let anyone with the token start, pause and stop runs,
                        and retry what failed

Environment
  ROMFLOW_TOKEN         the token, 22 to 256 letters, digits, "-" and "_"
                        (default: a new one at each start, printed once)

Without --allow-control nothing can be changed. Runs started elsewhere, in a
terminal or by cron, are shown as well.

Examples
  romflow serve --archive ~/smw
  romflow serve --archive ~/smw --allow-control --port 0
`;

/** `romflow export --help` */
export const EXPORT_HELP = `romflow export: extract a hack from its blob, as a patched ROM or as a patch,
into a file named after it.

Usage
  romflow export ID|NAME [flags]

NAME is the whole name, in any case, or a part of it that no other hack's name
has.

Flags
${PLACE}
  -o, --output DIR      the folder for the file (default: the working folder)
  --patch               write the patch, .bps or .ips, instead of the ROM; needs
                        no base ROM
  --version N           export this version of the hack (default: the latest
                        that the archive has a patch for)
  --force               overwrite the file if it exists, but never the base ROM

Examples
  romflow export 12345 -o ~/roms/snes
  romflow export "cookie kingdom" --patch
`;

/** `romflow import --help` */
export const IMPORT_HELP = `romflow import: import what older tools left as JSON, one file per hack, named
after its id.

Usage
  romflow import HACKS-DIR [flags]

Flags
${PLACE}
  --dry-run             show what would be done and leave the archive as it is
${SHOW}

The blobs that the JSON names are taken from blobs/ in the archive and checked
first. A hack whose blob is missing is recorded without one; romflow attach adds
it later. What the archive already knows is left alone.

Examples
  romflow import hacks --dry-run
  romflow import ~/rhtools/hacks --archive ~/smw
`;

/** `romflow attach --help` */
export const ATTACH_HELP = `romflow attach: add attachments for the sealed patches in blobs/ that lack them,
and name those that no row refers to.

Usage
  romflow attach [flags]

Flags
${PLACE}
  --dry-run             show what would be done and leave the archive as it is
${SHOW}
`;

/** `romflow doctor --help` */
export const DOCTOR_HELP = `romflow doctor: check that everything an update needs is there and works, and
say how to fix what is missing or broken.

Usage
  romflow doctor [flags]

Flags
${PLACE}
  --json                print one JSON object

No request is made and nothing is changed. Exits with 0 if all is well, with 2
for a mistake in the configuration, and with 1 for any other problem.
`;

/** `romflow verify --help` */
export const VERIFY_HELP = `romflow verify: check every blob, patch, ROM, ZIP, row and JSON file of the
archive against the others, and report damage.

Usage
  romflow verify [flags]

Flags
${PLACE}
  --deep                apply every patch to the base ROM again and compare the
                        results
  --repair              repair what can be repaired, and say what cannot;
                        databases are copied first, and damaged files kept as
                        NAME.damaged
${SHOW}

Without --repair not a byte is changed. What older tools left unknown, ZIPs that
arrived broken from the site, and files that no row refers to are only notices.
Without the base ROM the contents of ROM blobs are not checked; --deep needs it.

Exit codes
  0  nothing is damaged, or everything was repaired
  1  something is damaged and was not repaired
`;

/** `romflow scrape --help` */
export const SCRAPE_HELP = `romflow scrape: give games in ES-DE names, descriptions and pictures from
ScreenScraper. What you have written into a gamelist stays as it is.

Usage
  romflow scrape [flags]

Flags
  --config FILE         settings, YAML or JSON (default: config.yaml in the
                        working folder, if there is one)
  --systems nes snes    scrape these systems only, by their short names
  --skip-scraped        scrape new games, and fetch missing media; the default,
                        unless the settings say otherwise
  --update              also look up again games whose file has changed, compare
                        media with the site's and fetch those that differ
  --mode MODE           new_only, changed, force (ask for everything again) or
                        skip (ask for nothing)
  --enable-search       search by name for games that are not identified
                        otherwise
  --interactive-search  the same, and let you pick among doubtful results
                        yourself
  --threads N           make at most N requests at a time; the account's own
                        limit is never exceeded
  --prune               remove gamelist entries whose file is gone
  --yes                 continue without asking, even if many files are gone
  --dry-run             request and write nothing; say what would be done
${DRAWN}

Environment
  SCREENSCRAPER_USER, SCREENSCRAPER_PASSWORD       your account
  SCREENSCRAPER_DEVID, SCREENSCRAPER_DEVPASSWORD   developer credentials
  SCREENSCRAPER_SOFTNAME                           the name of the software they
                                                   were issued for
  ROMFLOW_WEBHOOK       the webhook that is told how runs ended
  DEBUG=rhtools:*       print every event with all of its fields to standard
                        error

Examples
  romflow scrape --dry-run
  romflow scrape --systems nes snes
  romflow scrape --systems=psx --enable-search --update
`;

/** `romflow publish --help` */
export const PUBLISH_HELP = `romflow publish: turn the archive's hacks into games in ES-DE: patched ROMs,
gamelist entries, screenshots. ROMs that romflow did not write are left alone.

Usage
  romflow publish --to DIR [flags]

Flags
  --to DIR              the folder for the ROMs; it must be named after the
                        system, such as snes
${PLACE}
  --name TEMPLATE       how ROMs are named, from {name}, {id}, {version},
                        {author}, {difficulty} and {type}; "/" makes folders
                        (default: {name})
  --gamelists DIR       ES-DE's gamelists (default: as in config.yaml in the
                        working folder, if there is one, otherwise
                        ~/ES-DE/gamelists)
  --media DIR           ES-DE's media (default: as in config.yaml in the working
                        folder, if there is one, otherwise
                        ~/ES-DE/downloaded_media)
  --no-screenshots      fetch no screenshots from the site
  --dry-run             write and fetch nothing; say what would be done
${DRAWN}

Environment
  RHDATA_DB_PATH, PATCHBIN_DB_PATH, SMW_ROM_PATH and ROMFLOW_WEBHOOK, as for
  romflow update

Examples
  romflow publish --to ~/ROMs/snes --dry-run
  romflow publish --archive ~/smw --to ~/ROMs/snes --name "{name} ({id})"
`;

/** `romflow worker --help` */
export const WORKER_HELP = `romflow worker: do part of the sealing for updates that run on other machines
with the same --redis. A worker needs the same base ROM and no archive, and
makes no request to any site.

Usage
  romflow worker --redis ADDRESS [flags]

Flags
  --redis ADDRESS       the Redis that jobs come through, such as
                        redis://192.168.1.2:6379, or rediss://… for TLS
  --concurrency N       seal N pairs (a patch and its ROM) at a time (default:
                        one more than there are processor cores)
  --workers N           seal in N threads (default: 0)
  --base-rom FILE       the base ROM (default: smw.sfc in the working folder)
  --config FILE         settings, JSON or YAML (default: updategames.config.json
                        in the working folder, if there is one)

Environment
  ROMFLOW_REDIS         as --redis, for addresses with a password, which other
                        users of the machine can see in a flag
  SMW_ROM_PATH          the base ROM

A worker runs until it is stopped (Ctrl-C, SIGTERM), finishes what is in
progress, and exits with 0.
`;

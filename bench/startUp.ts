import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { connect } from '../src/archive/connection.js';
import { openArchive } from '../src/archive/openArchive.js';
import { demoBaseRom } from '../src/demo/baseRom.js';
import { type Site, startSite } from '../src/demo/site.js';
import { catalogPage } from '../src/demo/sitePages.js';
import { parseCatalogPage } from '../src/formats/catalogPage.js';
import { parseGameRecord } from '../src/formats/gameRecord.js';
import { bigCatalog } from './bigCatalog.js';
import { type Comparison, compared } from './comparison.js';
import { type ArchivePaths, fillArchive } from './fillArchive.js';
import { measureInTurns } from './measureInTurns.js';
import { ROMFLOW } from './runProgram.js';
import { updatePlace } from './updatePlace.js';

const GAMES = 100_000;
const BYTES = 1000;
const ROUNDS = 15;

/**
 * Compares the built program's startup: its help with a bare Node, and updates that find nothing to do in a big archive with
 * the help. Nothing is preloaded into the programs, and their output is discarded.
 */
export async function compareStartUp(): Promise<readonly Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const catalog = bigCatalog({ total: GAMES, origin: () => site.origin });
  const site: Site = await startSite({ catalog });
  try {
    const place = updatePlace(folder, site, demoBaseRom());
    await fillArchive(place.databases, { games: GAMES, bytes: BYTES });
    await crawlBefore(
      place.databases,
      new URL(`${site.origin}/ajax.php?a=getsectionlist&s=smwhacks&u=0&n=1&o=date&d=desc`),
    );
    const node = 'node -e 0';
    const help = 'romflow --help';
    const update = 'romflow update, nothing new on the first page';
    const offline = 'romflow update --no-fetch-metadata, nothing in the queue';
    // Checks that each does what it is measured for; the first run also checkpoints the databases' write-ahead logs.
    await place.update(['--no-fetch-metadata'], { pages: 0, recorded: 0, waiting: 0 });
    await place.update([], { pages: 1, records: 50, queued: 0, recorded: 0, waiting: 0 });
    const times = await measureInTurns(
      {
        [node]: () => run(['-e', '0'], folder),
        [help]: () => run([ROMFLOW, '--help'], folder),
        [offline]: () => run(place.words('--no-fetch-metadata'), folder),
        [update]: () => run(place.words(), folder),
      },
      ROUNDS,
    );
    const line = (ours: string, against: string, aim: number | null) =>
      compared({
        what: ours === help ? 'start to end' : `start to end, archive of ${GAMES} games`,
        ours,
        value: times.get(ours) ?? NaN,
        against,
        itsValue: times.get(against) ?? NaN,
        aim,
      });
    return [line(help, node, 2.5), line(offline, help, 3), line(update, help, 3), line(update, node, null)];
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }

  /** Records a complete crawl whose first page is the same as the site still shows, and its games as they are there. */
  async function crawlBefore(paths: ArchivePaths, url: URL): Promise<void> {
    const shown = catalogPage(catalog, url, 1, 50);
    const { records } = parseCatalogPage(shown);
    const archive = await openArchive(paths, { now: Date.now, uuid: () => randomUUID() });
    try {
      const crawl = archive.crawls.begin(url.href, 'full');
      const page = { page: 0, nextPageUrl: null, records: records.length, text: JSON.stringify(shown) };
      archive.crawls.savePage(crawl, page, () => undefined);
      archive.crawls.complete(crawl);
    } finally {
      archive.close();
    }
    const rhdata = connect(paths.rhdata, randomUUID);
    try {
      for (const { id, columns, raw } of records.map(parseGameRecord)) {
        rhdata.update('gameversions', { ...columns, gvjsondata: JSON.stringify(raw) }, 'gameid = ?', id);
      }
    } finally {
      rhdata.close();
    }
  }
}

/**
 * The environment is that of `runProgram`, but without the machine's extra certificates: Node reads them at every start, which
 * takes three times as long as the rest of it, and any program would look fast by comparison.
 */
async function run(words: readonly string[], folder: string): Promise<void> {
  const own = { XDG_STATE_HOME: join(folder, 'state'), HOME: folder, USERPROFILE: folder };
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: '', ...own };
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    windowsHide: true,
  });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${words.join(' ')} ended with code ${child.exitCode ?? 'none'}.`);
}

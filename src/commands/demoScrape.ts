import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { esDePlaces } from '../config/esDePlaces.js';
import { loadScrapeSettings } from '../config/scrapeSettings.js';
import type { ExpectedRom } from '../demo/esDeRoms.js';
import { type EsDeTree, makeEsDeTree } from '../demo/esDeTree.js';
import { demoGames } from '../demo/screenScraper/demoGames.js';
import { startScreenScraper } from '../demo/screenScraper/server.js';
import type { RunEvent } from '../model/events.js';
import type { CommandContext } from './context.js';
import { scrapeRun } from './scrapeRun.js';

type Done = Extract<RunEvent, { type: 'rom.done' }>;

/**
 * The real `scrape`, twice, against a stand-in ScreenScraper: the second run has nothing to request.
 *
 * @param folder - where the made-up ES-DE setup goes, or where an earlier demo left it
 * @param stateFolder - the demo's own: a stand-in on some port is no concern of later runs
 * @returns the exit code: 0 when every ROM came out as expected
 * @throws ArchiveError - the folder cannot be written
 */
export async function demoScrape(folder: string, stateFolder: string, context: CommandContext): Promise<number> {
  const stopped = (): boolean => context.signal.aborted;
  const site = await startScreenScraper({ games: demoGames() });
  try {
    const tree = await makeEsDeTree(folder, site.origin);
    const places = { flags: { config: tree.config, ui: false }, env: { XDG_STATE_HOME: stateFolder }, cwd: folder };
    // The user's own setup is not looked at, and no home folder need exist.
    const settings = await loadScrapeSettings(places, esDePlaces(folder));
    // Nobody is asked anything in a demo.
    const host = { ...context, stdin: Readable.from([]), cwd: folder };
    const scrape = async (): Promise<{ readonly code: number; readonly done: ReadonlyMap<string, Done> }> => {
      const done = new Map<string, Done>();
      const code = await scrapeRun(settings, host, (event) => {
        if (event.type === 'rom.done') done.set(`${event.system} ${event.rom}`, event);
      });
      return { code, done };
    };

    const first = await scrape();
    if (stopped()) return first.code;
    const asked = site.requests.length;
    const second = await scrape();
    if (stopped()) return second.code;

    const wrong = tree.expected.filter(
      ({ system, path, expect }) => !asExpected(expect, first.done.get(`${system} ${path}`)),
    );
    const again = site.requests.length - asked;
    const lost = await lostLines(tree);
    const lines = verdict(tree, { wrong: wrong.map(({ path }) => path), again, lost, violations: site.violations });
    context.stdout.write(`\n${lines.join('\n')}\n`);
    return wrong.length + again + lost.length + site.violations.length === 0 ? 0 : 1;
  } finally {
    await site.close();
  }
}

/** In the folder of an earlier demo, everything is already done. */
function asExpected({ outcome }: ExpectedRom, done: Done | undefined): boolean {
  return done?.outcome === outcome || done?.outcome === 'skipped';
}

/** The user's own lines that are no longer in the gamelist. */
async function lostLines({ editedGamelist, usersOwn }: EsDeTree): Promise<readonly string[]> {
  const text = await readFile(editedGamelist, 'utf8');
  return usersOwn.filter((line) => !text.includes(line));
}

interface Findings {
  readonly wrong: readonly string[];
  readonly again: number;
  readonly lost: readonly string[];
  readonly violations: readonly string[];
}

function verdict({ expected, usersOwn }: EsDeTree, { wrong, again, lost, violations }: Findings): readonly string[] {
  return [
    wrong.length === 0
      ? `All ${expected.length} made-up ROMs came out as expected, including the unknown ones.`
      : `${wrong.length} of ${expected.length} ROMs did not come out as expected: ${wrong.join(', ')}.`,
    `The second run made ${again} requests.`,
    lost.length === 0
      ? `All ${usersOwn.length} lines that the user had written into a gamelist are unchanged.`
      : `Lines that the user had written are gone from a gamelist: ${lost.join(' | ')}`,
    ...violations.map((violation) => `The limits of the account were exceeded: ${violation}`),
  ];
}

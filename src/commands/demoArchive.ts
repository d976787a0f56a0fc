import { join } from 'node:path';
import Table from 'cli-table3';
import { z } from 'zod';
import type { Connection } from '../archive/connection.js';
import { archiveReader } from '../archive/dashboard/readAsToday.js';
import { queueFailures } from '../archive/queueState.js';
import { latestVersion } from '../archive/versions.js';
import { readConfigFile } from '../config/configFile.js';
import { type Settings, loadSettings } from '../config/settings.js';
import type { DemoHack } from '../demo/demoHack.js';
import { demoHacks } from '../demo/hacks.js';
import { startSite } from '../demo/site.js';
import { writeFileAtomic } from '../files/atomicFile.js';
import { plainText } from '../formats/plainText.js';
import type { EventBody } from '../model/events.js';
import type { BaseRom } from '../model/rom.js';
import type { CommandContext } from './context.js';
import { update } from './update.js';

/** The archive's configuration. */
export const DEMO_CONFIG = 'updategames.config.json';
/** Long enough to show that requests are spaced out, short enough to wait for. */
const DELAY_MS = 40;

/** How the archive course ended for a hack. */
type Ending = Extract<EventBody, { type: 'game.recorded' | 'game.unchanged' | 'game.failed' }>;

/**
 * The real `update` against a stand-in SMW Central.
 *
 * @returns the exit code: 0 when every hack came out as expected
 * @throws ArchiveError - the folder cannot be written
 */
export async function demoArchive(folder: string, base: BaseRom, context: CommandContext): Promise<number> {
  const hacks = demoHacks(base);
  const site = await startSite({ games: hacks, port: await earlierPort(folder) });
  try {
    await writeFileAtomic(join(folder, 'smw.sfc'), base.bytes);
    await writeFileAtomic(join(folder, DEMO_CONFIG), config(site.origin, base.sha224));
    const settings = await loadSettings({
      flags: { archive: folder, config: DEMO_CONFIG, ui: false },
      // The demo has a gate of its own: a stand-in on some port is no concern of later runs.
      env: { XDG_STATE_HOME: join(folder, 'state') },
      cwd: folder,
    });
    const endings = new Map<string, Ending>();
    const code = await update(settings, { ...context, stdin: null }, (event) => {
      if (event.type === 'game.recorded' || event.type === 'game.unchanged' || event.type === 'game.failed') {
        endings.set(event.id, event);
      }
    });
    if (context.signal.aborted) return code;
    addEarlier(endings, hacks, settings);
    const wrong = hacks.filter((hack) => !asExpected(hack, endings.get(hack.id)));
    context.stdout.write(`\n${table(hacks, endings)}\n\n${verdict(hacks, wrong)}\n`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await site.close();
  }
}

const earlierConfig = z.object({ content: z.object({ smwc: z.object({ baseUrl: z.url() }) }) });

/** The port of the site of an earlier demo in this folder, to which the URLs still in its queue point; 0: there was none. */
async function earlierPort(folder: string): Promise<number> {
  const { data } = earlierConfig.safeParse(await readConfigFile(join(folder, DEMO_CONFIG)));
  return data === undefined ? 0 : Number(new URL(data.content.smwc.baseUrl).port);
}

const config = (origin: string, sha224: string): string => {
  const smwc = { baseUrl: `${origin}/`, requestDelay: DELAY_MS, extraDelay: 0, downloadDelay: DELAY_MS };
  return `${JSON.stringify({ smwc, baseRom: { sha224 } }, null, 2)}\n`;
};

/** Adds the results of hacks that an earlier demo in this folder worked on. */
function addEarlier(endings: Map<string, Ending>, hacks: readonly DemoHack[], { databases }: Settings): void {
  const rhdata = archiveReader('rhdata.sql')(databases.rhdata);
  if (rhdata === null) return;
  try {
    for (const { id } of hacks.filter((hack) => !endings.has(hack.id))) {
      const ending = earlier(id, rhdata, hacks.length);
      if (ending !== null) endings.set(id, ending);
    }
  } finally {
    rhdata.close();
  }
}

function earlier(id: string, rhdata: Connection, most: number): Ending | null {
  const known = latestVersion(rhdata, id);
  if (known !== null) return { type: 'game.unchanged', id, name: known.columns.name ?? id, version: known.version };
  const failure = queueFailures(rhdata, most).find((failed) => failed.id === id);
  return failure === undefined ? null : { type: 'game.failed', ...failure, final: true };
}

function asExpected({ expect }: DemoHack, ending: Ending | undefined): boolean {
  if (ending === undefined) return false;
  if (ending.type === 'game.recorded') return expect.primary === ending.primary && expect.applied === ending.applied;
  return (ending.type === 'game.unchanged') === (expect.primary !== null);
}

function table(hacks: readonly DemoHack[], endings: ReadonlyMap<string, Ending>): string {
  const shown = new Table({
    head: ['game', 'primary patch', 'patched ROM and blob'],
    style: { head: [], border: [], compact: true },
    // 80 columns in total.
    colWidths: [22, 18, 36],
    wordWrap: true,
    wrapOnWordBoundary: false,
  });
  for (const { id, record } of hacks) {
    const ending = endings.get(id);
    shown.push([`${id} ${plainText(ending?.name ?? String(record.name))}`, ...cells(ending)]);
  }
  return shown.toString();
}

function cells(ending: Ending | undefined): readonly [string, string] {
  switch (ending?.type) {
    case 'game.recorded':
      return [plainText(ending.primary), `${ending.rom}\n${ending.blob}`];
    case 'game.unchanged':
      return ['', `already recorded, as version ${ending.version}`];
    case 'game.failed':
      return ['–', plainText(ending.reason)];
    case undefined:
      return ['', 'was not processed'];
  }
}

const verdict = (hacks: readonly DemoHack[], wrong: readonly DemoHack[]): string =>
  wrong.length === 0
    ? `All ${hacks.length} made-up hacks came out as expected, including the broken ones.`
    : `${wrong.length} of ${hacks.length} hacks did not come out as expected: ${wrong.map(({ id }) => id).join(', ')}.`;

import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Table from 'cli-table3';
import { z } from 'zod';
import { loadSettings } from '../config/settings.js';
import { demoBaseRom } from '../demo/baseRom.js';
import type { DemoHack } from '../demo/demoHack.js';
import { demoHacks } from '../demo/hacks.js';
import { startSite } from '../demo/site.js';
import { plainText } from '../formats/plainText.js';
import { UsageError } from '../model/errors.js';
import type { RunEvent } from '../model/events.js';
import type { CommandContext, RunCommand } from './context.js';
import { update } from './update.js';

const CONFIG = 'updategames.config.json';
/** Enough to see that requests keep their distance, little enough to wait for. */
const DELAY_MS = 40;

/** What the archive course made of a hack. */
type Ending = Extract<RunEvent, { type: 'game.recorded' | 'game.unchanged' | 'game.failed' }>;

/** `romflow demo`: the real `update` against a stand-in site, over a made-up base ROM. */
export const runDemo: RunCommand = async (context) => {
  const folder = await demoFolder(context);
  const base = demoBaseRom();
  const hacks = demoHacks(base);
  const site = await startSite({ games: hacks });
  try {
    await writeFile(join(folder, 'smw.sfc'), base.bytes);
    await writeFile(join(folder, CONFIG), config(site.origin, base.sha224));
    const settings = await loadSettings({
      flags: { archive: folder, config: CONFIG },
      // The gate is the demo's own: a stand-in on some port is no concern of later runs.
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
    const wrong = hacks.filter((hack) => !asExpected(hack, endings.get(hack.id)));
    context.stdout.write(`\n${table(hacks, endings)}\n\n${verdict(hacks, wrong)}\nThe archive is in ${folder}\n`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await site.close();
  }
};

/** An empty folder, or that of an earlier demo. */
async function demoFolder({ flags, cwd }: CommandContext): Promise<string> {
  const keep = z.string().min(1).optional().safeParse(flags.keep);
  if (!keep.success) throw new UsageError('--keep needs the name of one folder.');
  if (keep.data === undefined) return mkdtemp(join(tmpdir(), 'romflow-demo-'));
  const folder = resolve(cwd, keep.data);
  try {
    await mkdir(folder, { recursive: true });
    const there = await readdir(folder);
    if (there.length === 0 || there.includes(CONFIG)) return folder;
  } catch {
    throw new UsageError(`--keep: ${folder} cannot be used as a folder; name another one.`);
  }
  throw new UsageError(`--keep: ${folder} is not empty and not an earlier demo's; name another folder.`);
}

const config = (origin: string, sha224: string): string => {
  const smwc = { baseUrl: `${origin}/`, requestDelay: DELAY_MS, extraDelay: 0, downloadDelay: DELAY_MS };
  return `${JSON.stringify({ smwc, baseRom: { sha224 } }, null, 2)}\n`;
};

function asExpected({ expect }: DemoHack, ending: Ending | undefined): boolean {
  if (ending === undefined) return false;
  if (ending.type === 'game.recorded') return expect.primary === ending.primary && expect.applied === ending.applied;
  return ending.type === 'game.unchanged' || expect.primary === null;
}

function table(hacks: readonly DemoHack[], endings: ReadonlyMap<string, Ending>): string {
  const shown = new Table({
    head: ['game', 'primary patch', 'result', 'blob'],
    style: { head: [], border: [], compact: true },
    colWidths: [28, 26, 34, 26],
    wordWrap: true,
    wrapOnWordBoundary: false,
  });
  for (const { id, record } of hacks) {
    const ending = endings.get(id);
    shown.push([`${id} ${plainText(ending?.name ?? String(record.name))}`, ...cells(ending)]);
  }
  return shown.toString();
}

function cells(ending: Ending | undefined): readonly [string, string, string] {
  switch (ending?.type) {
    case 'game.recorded':
      return [plainText(ending.primary), ending.rom, ending.blob];
    case 'game.unchanged':
      return ['', `recorded before, as version ${ending.version}`, ''];
    case 'game.failed':
      return ['–', plainText(ending.reason), '–'];
    case undefined:
      return ['', 'was not worked on', ''];
  }
}

const verdict = (hacks: readonly DemoHack[], wrong: readonly DemoHack[]): string =>
  wrong.length === 0
    ? `All ${hacks.length} made-up hacks came out as they must, the broken ones among them.`
    : `${wrong.length} of ${hacks.length} hacks did not come out as they must: ${wrong.map(({ id }) => id).join(', ')}.`;

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import { demoHacks } from '../../src/demo/hacks.js';
import { startSite } from '../../src/demo/site.js';
import { type Terminal, openTerminal } from './terminal.js';

/** Slow enough to be photographed. */
const DELAY_MS = 700;

/** Runs an update against the stand-in site on a terminal, for as long as `look` takes. */
export async function whileUpdating(look: (terminal: Terminal) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'romflow-pictures-'));
  const base = demoBaseRom();
  const site = await startSite({ games: demoHacks(base) });
  try {
    await writeFile(join(folder, 'smw.sfc'), base.bytes);
    const smwc = { baseUrl: `${site.origin}/`, requestDelay: DELAY_MS, extraDelay: 0, downloadDelay: DELAY_MS };
    const config = { smwc, baseRom: { sha224: base.sha224 } };
    await writeFile(join(folder, 'updategames.config.json'), JSON.stringify(config));
    const env = { XDG_STATE_HOME: join(folder, 'state') };
    const terminal = openTerminal([process.execPath, resolve('dist', 'cli.js'), 'update'], { cwd: folder, env });
    try {
      await look(terminal);
    } finally {
      terminal.close();
    }
  } finally {
    await site.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll } from 'vitest';
import { update } from '../../src/commands/update.js';
import { loadSettings } from '../../src/config/settings.js';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import { demoHacks } from '../../src/demo/hacks.js';
import { startSite } from '../../src/demo/site.js';
import type { Surroundings } from './program.js';

/** An archive made by a real update, with every patch that applies; for the tests of one file. */
export interface SmallArchive {
  /** An archive with its configuration, base ROM and state folder; a new copy on every call. */
  readonly copy: () => { readonly root: string; readonly around: Surroundings };
}

const quiet = (): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });

/** @param ids - of the demo's hacks that the site offers */
export function smallArchive(ids: readonly string[]): SmallArchive {
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'romflow-small-')));
  const original = join(folder, 'original');
  let copies = 0;

  beforeAll(async () => {
    mkdirSync(original);
    const base = demoBaseRom();
    const site = await startSite({ games: demoHacks(base).filter(({ id }) => ids.includes(id)) });
    try {
      writeFileSync(join(original, 'smw.sfc'), base.bytes);
      const config = {
        smwc: { baseUrl: `${site.origin}/`, requestDelay: 1, extraDelay: 0, downloadDelay: 1 },
        baseRom: { sha224: base.sha224 },
        processing: { processAllPatches: true },
      };
      writeFileSync(join(original, 'updategames.config.json'), JSON.stringify(config));
      const settings = await loadSettings({ flags: {}, env: environment(original), cwd: original });
      const signal = new AbortController().signal;
      await update(settings, { stdin: null, stdout: quiet(), stderr: quiet(), signal });
    } finally {
      await site.close();
    }
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    copy: () => {
      copies += 1;
      const root = join(folder, `copy-${copies}`);
      cpSync(original, root, { recursive: true });
      return { root, around: { cwd: root, env: environment(root) } };
    },
  };
}

/** The gate is the archive's own. */
const environment = (root: string): Readonly<Record<string, string>> => ({ XDG_STATE_HOME: join(root, 'state') });

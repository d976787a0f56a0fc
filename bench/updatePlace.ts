import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Site } from '../src/demo/site.js';
import { type RunEvent, runEvent } from '../src/model/events.js';
import type { BaseRom } from '../src/model/rom.js';
import type { ArchivePaths } from './fillArchive.js';
import { type Ended, ROMFLOW, runProgram } from './runProgram.js';

/** A folder with a base ROM and a configuration for a stand-in site, with hardly a pause between requests. */
export interface UpdatePlace {
  readonly folder: string;
  readonly databases: ArchivePaths;
  /** The arguments for Node to run the built program's update. */
  readonly words: (...flags: readonly string[]) => readonly string[];
  /**
   * Runs the built program's update to completion.
   *
   * @param expect - what its summary must say: figures of a run that did something else are worthless
   */
  readonly update: (flags: readonly string[], expect: Readonly<Partial<Record<Counted, number>>>) => Promise<Ended>;
}

type Counted = 'pages' | 'records' | 'queued' | 'fetched' | 'recorded' | 'failed' | 'waiting';

/** @param folder - an existing one, for this place alone */
export function updatePlace(folder: string, site: Pick<Site, 'origin'>, base: BaseRom): UpdatePlace {
  const databases = join(folder, 'archive', 'electron');
  mkdirSync(databases, { recursive: true });
  const rom = join(folder, 'base.sfc');
  writeFileSync(rom, base.bytes);
  const config = {
    smwc: { baseUrl: `${site.origin}/`, requestDelay: 1, extraDelay: 0, downloadDelay: 1 },
    baseRom: { path: rom, sha224: base.sha224 },
  };
  writeFileSync(join(folder, 'updategames.config.json'), JSON.stringify(config));
  const words: UpdatePlace['words'] = (...flags) => [ROMFLOW, 'update', '--archive', 'archive', '--json', ...flags];
  return {
    folder,
    databases: { rhdata: join(databases, 'rhdata.db'), patchbin: join(databases, 'patchbin.db') },
    words,
    update: async (flags, expect) => {
      const ended = await runProgram(words(...flags), folder);
      const summary = summaryOf(ended);
      for (const [name, count] of Object.entries(expect)) {
        if (counts.parse(summary)[name] !== count) {
          throw new Error(`The update should have ${name}: ${count}, but says ${JSON.stringify(summary)}.`);
        }
      }
      return ended;
    },
  };
}

const counts = z.record(z.string(), z.unknown());

function summaryOf({ code, out }: Ended): RunEvent {
  const last = runEvent.parse(JSON.parse(out.trimEnd().split('\n').at(-1) ?? ''));
  if (last.type === 'summary' && last.outcome === 'complete') return last;
  throw new Error(`The update ended with code ${code ?? 'none'}: ${out.slice(-2000)}`);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoBaseRom } from '../src/demo/baseRom.js';
import { editedRom } from '../src/demo/editedRom.js';
import { packZip } from '../src/demo/packZip.js';
import { type Site, startSite } from '../src/demo/site.js';
import { sha224Hex } from '../src/formats/hashes.js';
import { makeBps } from '../src/formats/makeBps.js';
import type { BaseRom } from '../src/model/rom.js';
import { bigCatalog, type BigCatalogOptions } from './bigCatalog.js';
import { type Comparison, compared } from './comparison.js';
import { updatePlace, type UpdatePlace } from './updatePlace.js';

const GAMES = { small: 100, large: 10_000 } as const;
/** Number of different patches; as always, the blobs of a patch are made only once. */
const PATCHES = 40;
const KIB = 1024;

const RECORDS = { small: 10_000, large: 1_000_000 } as const;
/** The site decides how long a page is; with SMW Central's 50, requesting a million records would take an hour. */
const PER_PAGE = 500;
const DESCRIPTION = 'A gentle stroll through seven worlds of sugar. '.repeat(5);

/** Compares the built program's peak memory for many games and for few, and for a long catalog and a short one. */
export async function compareMemory(): Promise<readonly Comparison[]> {
  const base = smallRom();
  const zips = Array.from({ length: PATCHES }, (_, seed) =>
    packZip({ 'hack.bps': makeBps(base.bytes, editedRom(base.bytes, seed + 1)) }),
  );
  const content = (id: number): Buffer => zips[id % PATCHES] ?? Buffer.alloc(0);
  const line = async (what: string, of: Readonly<Record<'small' | 'large', number>>, peak: Peak) => {
    const [itsValue, value] = [await peak(of.small), await peak(of.large)];
    return compared({ what, ours: `${of.large}`, value, unit: 'MiB', against: `${of.small}`, itsValue, aim: 1.1 });
  };
  return [
    await line('update: peak RSS by games', GAMES, (games) =>
      peakOf({ total: games, description: DESCRIPTION, content }, 50, base, ({ update }) =>
        update([], { queued: games, recorded: games, failed: 0, waiting: 0 }),
      ),
    ),
    await line('crawl: peak RSS by records', RECORDS, (records) =>
      peakOf({ total: records, description: DESCRIPTION }, PER_PAGE, base, ({ update }) =>
        update(['--no-process-new'], { pages: records / PER_PAGE, records, queued: records }),
      ),
    ),
  ];
}

type Peak = (count: number) => Promise<number>;

/** The peak memory of a run, in MiB. */
async function peakOf(
  shown: Omit<BigCatalogOptions, 'origin'>,
  perPage: number,
  base: BaseRom,
  run: (place: UpdatePlace) => ReturnType<UpdatePlace['update']>,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const site: Site = await startSite({ catalog: bigCatalog({ ...shown, origin: () => site.origin }), perPage });
  try {
    return (await run(updatePlace(folder, site, base))).peakMiB;
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Small, because ten thousand games keep a ROM each on disk. */
function smallRom(): BaseRom {
  const bytes = demoBaseRom().bytes.subarray(0, 32 * KIB);
  return { bytes, sha224: sha224Hex(bytes) };
}

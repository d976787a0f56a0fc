import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type Site, type SiteOptions, startSite } from '../../src/demo/site.js';
import type { BaseRom } from '../../src/model/rom.js';
import { type GoldenGame, goldenSite } from '../site/goldenSite.js';
import { type ChainCounts, assertChain } from './chain.js';
import { type Ended, type Running, type Surroundings, romflow, startRomflow } from './program.js';
import { openReadOnly, tableNames } from './rows.js';
import { testBuild } from './testBuild.js';

/** A folder in which the program is run, with a configuration for a site and a base ROM; removed after the test. */
export interface Workplace {
  readonly folder: string;
  /** Where the program puts its archive. */
  readonly archive: string;
  readonly temp: string;
  readonly rhdata: string;
  readonly patchbin: string;
  /** Runs `romflow update` with these flags: a {@link testBuild}, as most tests seal more blobs than they open. */
  readonly update: (flags?: readonly string[], surroundings?: Partial<Surroundings>) => Promise<Ended>;
  readonly startUpdate: (flags?: readonly string[], surroundings?: Partial<Surroundings>) => Running;
  readonly writeConfig: (config: object) => void;
  /** Every row of a query on `rhdata.db`. */
  readonly rows: <T>(row: z.ZodType<T>, sql: string) => readonly T[];
  /** How many rows each table of both databases has. */
  readonly rowCounts: () => Readonly<Record<string, number>>;
  /** Asserts that the chain holds for every row; given the base ROM, opens the sealed ROMs, too, which takes a while. */
  readonly assertChain: (options?: { readonly baseRom?: Buffer }) => Promise<ChainCounts>;
}

const count = z.object({ rows: z.int() });

/**
 * @param origin - of the site
 * @param base - the ROM that is put there as `base.sfc`
 */
export function workplace(origin: string, base: BaseRom): Workplace {
  const folder = newFolder();
  const archive = join(folder, 'archive');
  const temp = join(folder, 'tmp');
  const rhdata = join(archive, 'electron', 'rhdata.db');
  const patchbin = join(archive, 'electron', 'patchbin.db');
  const writeConfig = (config: object): void => {
    writeFileSync(join(folder, 'updategames.config.json'), JSON.stringify(config));
  };
  mkdirSync(temp);
  writeFileSync(join(folder, 'base.sfc'), base.bytes);
  writeConfig(configFor(origin, base, folder));

  const around = ({ env, ...surroundings }: Partial<Surroundings>): Surroundings => ({
    cwd: folder,
    cli: testBuild(),
    env: { XDG_STATE_HOME: join(folder, 'state'), TMPDIR: temp, TEMP: temp, TMP: temp, ...env },
    ...surroundings,
  });
  const words = (flags: readonly string[]): readonly string[] => ['update', '--archive', 'archive', ...flags];

  const rowsOf = <T>(file: string, row: z.ZodType<T>, sql: string): readonly T[] => {
    const db = openReadOnly(file);
    try {
      return db.all(row, sql);
    } finally {
      db.close();
    }
  };

  return {
    folder,
    archive,
    temp,
    rhdata,
    patchbin,
    update: (flags = [], surroundings = {}) => romflow(words(flags), around(surroundings)),
    startUpdate: (flags = [], surroundings = {}) => startRomflow(words(flags), around(surroundings)),
    writeConfig,
    rows: (row, sql) => rowsOf(rhdata, row, sql),
    rowCounts: () =>
      Object.fromEntries(
        [rhdata, patchbin].flatMap((file) =>
          tables(file).map((table) => {
            const [counted] = rowsOf(file, count, `SELECT count(*) AS rows FROM "${table}"`);
            return [table, counted?.rows ?? 0];
          }),
        ),
      ),
    assertChain: (options) => assertChain(rhdata, patchbin, options),
  };
}

/** A configuration with hardly a pause between requests. */
export function configFor(
  origin: string,
  base: BaseRom,
  folder: string,
): { readonly smwc: object; readonly baseRom: object } {
  return {
    smwc: { baseUrl: `${origin}/`, requestDelay: 1, extraDelay: 0, downloadDelay: 1 },
    baseRom: { path: join(folder, 'base.sfc'), sha224: base.sha224 },
  };
}

/** A folder that is removed after the test. */
export function newFolder(): string {
  // Resolves the short names of Windows and the symbolic links of macOS, which the program's messages would not show.
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'romflow-end-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

/** A site that is closed after the test. */
export async function siteFor(options: SiteOptions): Promise<Site> {
  const site = await startSite(options);
  onTestFinished(() => site.close());
  return site;
}

/** The golden games with these ids (all by default), and the ROM that they are for. */
export function golden(...ids: readonly string[]): { readonly games: readonly GoldenGame[]; readonly base: BaseRom } {
  const { games, base } = goldenSite();
  return { games: ids.length === 0 ? games : games.filter(({ id }) => ids.includes(id)), base };
}

/** A site with these golden games, and a place to run the program in. */
export async function goldenWorkplace(
  ids: readonly string[] = [],
  options: Omit<SiteOptions, 'games'> = {},
): Promise<Workplace & { readonly site: Site; readonly games: readonly GoldenGame[]; readonly base: BaseRom }> {
  const { games, base } = golden(...ids);
  const site = await siteFor({ games, ...options });
  return { ...workplace(site.origin, base), site, games, base };
}

/** The requests other than those for metadata. */
export const zipRequests = (site: Site): readonly string[] => paths(site).filter((path) => path !== '/ajax.php');

/** Numbers of the catalog pages that were requested. */
export const pageRequests = (site: Site): readonly string[] =>
  site.requests.flatMap(({ url }) => {
    const query = new URL(url, site.origin).searchParams;
    return query.get('a') === 'getsectionlist' ? [query.get('n') ?? ''] : [];
  });

const paths = (site: Site): readonly string[] => site.requests.map(({ url }) => new URL(url, site.origin).pathname);

function tables(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const db = openReadOnly(file);
  try {
    return tableNames(db);
  } finally {
    db.close();
  }
}

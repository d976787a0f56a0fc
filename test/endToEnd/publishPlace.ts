import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import Database from 'better-sqlite3';
import { afterAll, beforeAll } from 'vitest';
import { update } from '../../src/commands/update.js';
import { loadSettings } from '../../src/config/settings.js';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import { demoHacks } from '../../src/demo/hacks.js';
import { type Site, type SiteOptions, startSite } from '../../src/demo/site.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { type RunEvent, runEvent } from '../../src/model/events.js';
import { type Ended, type Running, type Surroundings, romflow, startRomflow } from './program.js';

/** An archive, and a front end's folders beside it. */
export interface PublishPlace {
  readonly root: string;
  /** Where the ROMs go. */
  readonly roms: string;
  /** Runs `romflow publish` with these flags. */
  readonly publish: (flags?: readonly string[], surroundings?: Partial<Surroundings>) => Promise<Ended>;
  readonly startPublish: (flags?: readonly string[], surroundings?: Partial<Surroundings>) => Running;
  /** Hashes of every ROM and medium, by path. */
  readonly files: () => Readonly<Record<string, string>>;
  /** Modification time of each file, the gamelist and its backups included. */
  readonly times: () => Readonly<Record<string, number>>;
  /** Empty when there is none. */
  readonly gamelist: () => string;
  readonly write: (path: string, content: string | Buffer) => void;
  /** Changes rows of the archive. */
  readonly sql: (statements: string) => void;
}

/** An archive made by a real update, whose site is still running; for the tests of one file. */
export interface PublishedArchive {
  readonly site: () => Site;
  /** A new copy on every call. */
  readonly copy: () => PublishPlace;
  /** Publishes, and reports how it went; `hacks` has the outcome and file of each hack by its id. */
  readonly outcomes: (place: PublishPlace, flags?: readonly string[]) => Promise<Outcomes>;
}

/** How a run went. */
export interface Outcomes {
  readonly code: number | null;
  readonly err: string;
  /** How many requests the site got. */
  readonly requests: number;
  readonly events: readonly RunEvent[];
  readonly hacks: Readonly<Record<string, string>>;
}

const quiet = (): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });

const environment = (root: string): Readonly<Record<string, string>> => ({ XDG_STATE_HOME: join(root, 'state') });

/** @param ids - of the demo's hacks that the site offers */
export function publishedArchive(
  ids: readonly string[],
  faults?: NonNullable<SiteOptions['faults']>,
): PublishedArchive {
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'romflow-published-')));
  const original = join(folder, 'original');
  let site: Site | null = null;
  let copies = 0;
  const running = (): Site => {
    if (site === null) throw new Error('The site is not there yet.');
    return site;
  };

  beforeAll(async () => {
    mkdirSync(original);
    const base = demoBaseRom();
    const games = demoHacks(base).filter(({ id }) => ids.includes(id));
    site = await startSite({ games, ...(faults === undefined ? {} : { faults }) });
    writeFileSync(join(original, 'smw.sfc'), base.bytes);
    const config = {
      smwc: { baseUrl: `${site.origin}/`, requestDelay: 1, extraDelay: 0, downloadDelay: 1 },
      baseRom: { sha224: base.sha224 },
    };
    writeFileSync(join(original, 'updategames.config.json'), JSON.stringify(config));
    const settings = await loadSettings({ flags: {}, env: environment(original), cwd: original });
    const signal = new AbortController().signal;
    await update(settings, { stdin: null, stdout: quiet(), stderr: quiet(), signal });
  });

  afterAll(async () => {
    await site?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    site: running,
    copy: () => {
      copies += 1;
      const root = join(folder, `copy-${copies}`);
      cpSync(original, root, { recursive: true });
      return placeIn(root);
    },
    outcomes: async (place, flags = []) => {
      const before = running().requests.length;
      const { code, out, err } = await place.publish(['--json', ...flags]);
      const events = eventsOf(out);
      const hacks = events.flatMap((event) =>
        event.type === 'rom.published' ? [[event.id, `${event.outcome} ${event.file}`] as const] : [],
      );
      return { code, err, requests: running().requests.length - before, events, hacks: Object.fromEntries(hacks) };
    },
  };
}

function placeIn(root: string): PublishPlace {
  const words = (flags: readonly string[]): readonly string[] => [
    ...['publish', '--to', 'ROMs/snes', '--gamelists', 'gamelists', '--media', 'media'],
    ...flags,
  ];
  const around = (surroundings: Partial<Surroundings> = {}): Surroundings => ({
    cwd: root,
    ...surroundings,
    env: { ...environment(root), ...surroundings.env },
  });
  const filesIn = (folders: readonly string[]): readonly string[] =>
    folders
      .filter((folder) => existsSync(join(root, folder)))
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
      )
      .toSorted();
  const table = <T>(paths: readonly string[], value: (path: string) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(paths.map((path) => [path.replaceAll('\\', '/'), value(join(root, path))]));
  const list = join(root, 'gamelists', 'snes', 'gamelist.xml');

  return {
    root,
    roms: join(root, 'ROMs', 'snes'),
    publish: (flags = [], surroundings) => romflow(words(flags), around(surroundings)),
    startPublish: (flags = [], surroundings) => startRomflow(words(flags), around(surroundings)),
    files: () => table(filesIn(['ROMs', 'media']), (path) => sha224Hex(readFileSync(path))),
    times: () => table(filesIn(['ROMs', 'media', join('gamelists', 'snes')]), (path) => statSync(path).mtimeMs),
    gamelist: () => (existsSync(list) ? readFileSync(list, 'utf8') : ''),
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    sql: (statements) => {
      const db = new Database(join(root, 'electron', 'rhdata.db'));
      db.pragma('foreign_keys = OFF');
      db.exec(statements);
      db.close();
    },
  };
}

/** The next version of a hack: its latest row, with these columns set to these SQL values. */
export function nextVersion(id: string, columns: Readonly<Record<string, string>>): string {
  const set = Object.entries({ gvuuid: `'next-${id}'`, version: 'version + 1', ...columns })
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ');
  return `CREATE TEMP TABLE next AS SELECT * FROM gameversions WHERE gameid = '${id}' ORDER BY version DESC LIMIT 1;
    UPDATE next SET ${set};
    INSERT INTO gameversions SELECT * FROM next;
    DROP TABLE next;`;
}

/** What the update recorded of the hacks. */
export const romOf = ({ root }: PublishPlace, id: string): string => {
  const [name = ''] = readdirSync(join(root, 'rom')).filter((file) => file.startsWith(`${id}_`));
  return sha224Hex(readFileSync(join(root, 'rom', name)));
};

/** Hashes of the ROMs, by path. */
export const romFiles = (place: PublishPlace): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(place.files()).filter(([path]) => path.startsWith('ROMs/')));

const eventsOf = (out: string): readonly RunEvent[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => runEvent.parse(JSON.parse(line)));

/** The gamelist's entry for a path, verbatim; empty if there is none. */
export const entryOf = (place: PublishPlace, path: string): string =>
  new RegExp(`<game[^>]*>\\s*<path>\\./${path.replaceAll(/[()]/g, '\\$&')}</path>[^]*?</game>`).exec(
    place.gamelist(),
  )?.[0] ?? '';

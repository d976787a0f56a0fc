import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { update } from '../../src/commands/update.js';
import { verify } from '../../src/commands/verify.js';
import { type Settings, loadSettings } from '../../src/config/settings.js';
import { hackRecord } from '../../src/demo/hackRecord.js';
import { packZip } from '../../src/demo/packZip.js';
import { startSite } from '../../src/demo/site.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { makeBps } from '../../src/formats/makeBps.js';
import { makeIps } from '../../src/formats/makeIps.js';
import { type RunEvent, runEvent } from '../../src/model/events.js';
import { fakeHost } from '../commands/fakeHost.js';

/** The ROM that the hacks are for. */
export const base = Buffer.from(Array.from({ length: 32_768 }, (_, index) => (index * 31 + (index >> 8)) & 0xff));

const romOf = (byte: number): Buffer => Buffer.from(base).fill(byte, 1000, 1100);

/** 201 and 202 share a patch; 203 has two patches, of which the IPS in a folder is not the primary one. */
const ZIPS: Readonly<Record<string, Buffer>> = {
  201: packZip({ 'One.bps': makeBps(base, romOf(1)), 'readme.txt': 'Hello' }),
  202: packZip({ 'Copy of One.bps': makeBps(base, romOf(1)) }),
  203: packZip({ 'Three.bps': makeBps(base, romOf(3)), 'more/Four.ips': makeIps(base, romOf(4)) }),
};

/** A copy of an archive, to be damaged. */
export interface VerifiedArchive {
  readonly root: string;
  readonly path: (...parts: readonly string[]) => string;
  /** The only file of a folder whose name matches, as a path below the root. */
  readonly file: (folder: string, pattern?: RegExp) => string;
  readonly read: (path: string) => Buffer;
  readonly write: (path: string, bytes: Buffer | string) => void;
  readonly remove: (path: string) => void;
  /** Flips a bit in the middle of a file. */
  readonly flip: (path: string) => void;
  readonly rewriteJson: (path: string, changes: object) => void;
  /** Changes rows; fails if it changes none. */
  readonly sql: (database: 'rhdata' | 'patchbin', statement: string) => void;
  /** One value. */
  readonly ask: (database: 'rhdata' | 'patchbin', query: string) => string;
  readonly verify: (
    flags?: Partial<Record<'deep' | 'repair', boolean>>,
    changed?: Partial<Settings>,
    signal?: AbortSignal,
  ) => Promise<Verdict>;
  /** The whole state: path, size, modification time and hash of every file. */
  readonly state: () => readonly string[];
}

/** The output of a verification. */
export interface Verdict {
  readonly code: number;
  readonly events: readonly RunEvent[];
  /** Findings as `kind where: reason`. */
  readonly damages: readonly string[];
  readonly notices: readonly string[];
  readonly unrepaired: readonly string[];
}

/** Makes an archive of these hacks with the update course, once; each call returns a fresh copy of it. */
export function verifiedArchive(ids: readonly string[]): () => VerifiedArchive {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-verify-test-'));
  const original = join(folder, 'original');
  let copies = 0;
  beforeAll(() => makeArchive(original, ids));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return () => {
    copies += 1;
    const root = join(folder, `copy-${copies}`);
    cpSync(original, root, { recursive: true, preserveTimestamps: true });
    return openedArchive(root);
  };
}

/** The configuration file of such an archive. */
export const CONFIG = 'updategames.config.json';

async function makeArchive(root: string, ids: readonly string[]): Promise<void> {
  mkdirSync(root, { recursive: true });
  const games = Object.entries(ZIPS).map(([id, content]) => ({
    id,
    record: hackRecord({
      id: Number(id),
      name: `Hack ${id}`,
      date: '2024-01-02',
      authors: ['somebody'],
      types: ['standard'],
      difficulty: 2,
      exits: 1,
      description: '<p>A hack.</p>',
      tags: [],
    }),
    fileName: `Hack ${id}.zip`,
    content,
  }));
  const site = await startSite({ games });
  try {
    writeFileSync(join(root, 'smw.sfc'), base);
    const smwc = { baseUrl: `${site.origin}/`, requestDelay: 1, extraDelay: 0, downloadDelay: 1 };
    const config = { smwc, baseRom: { sha224: sha224Hex(base) }, processing: { processAllPatches: true } };
    writeFileSync(join(root, CONFIG), JSON.stringify(config));
    const settings = await settingsOf(root);
    // One after the other, so that 201 owns the patch that it shares.
    for (const id of ids) {
      const { host } = fakeHost();
      expect(await update({ ...settings, json: true, gameIds: [id] }, { ...host, stdin: null })).toBe(0);
    }
  } finally {
    await site.close();
  }
}

/** The settings of a run on such an archive. */
export const settingsOf = (root: string): Promise<Settings> =>
  loadSettings({
    flags: { archive: root, config: CONFIG },
    env: { XDG_STATE_HOME: join(root, '..', 'state') },
    cwd: root,
  });

/** An archive in a folder, whoever made it, with a configuration beside it. */
export function openedArchive(root: string): VerifiedArchive {
  const path = (...parts: readonly string[]): string => join(root, ...parts);
  const read = (file: string): Buffer => readFileSync(path(file));
  const write = (file: string, bytes: Buffer | string): void => {
    writeFileSync(path(file), bytes);
  };
  const within = <T>(name: 'rhdata' | 'patchbin', work: (db: Database.Database) => T): T => {
    const db = new Database(path('electron', `${name}.db`));
    db.pragma('foreign_keys = OFF');
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  return {
    root,
    path,
    read,
    write,
    file: (folder, pattern = /./) => {
      const names = readdirSync(path(folder)).filter((name) => pattern.test(name));
      if (names.length !== 1) throw new Error(`${names.length} files in ${folder} are like ${String(pattern)}`);
      return `${folder}/${names[0] ?? ''}`;
    },
    remove: (file) => {
      rmSync(path(file), { recursive: true });
    },
    flip: (file) => {
      const bytes = read(file);
      const middle = bytes.length >> 1;
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
      write(file, bytes);
    },
    rewriteJson: (file, changes) => {
      const json: unknown = JSON.parse(read(file).toString('utf8'));
      write(file, JSON.stringify(Object.assign({}, json, changes)));
    },
    sql: (database, statement) => {
      expect(within(database, (db) => db.prepare(statement).run().changes)).toBeGreaterThan(0);
    },
    ask: (database, query) => within(database, (db) => z.coerce.string().parse(db.prepare(query).pluck().get())),
    verify: async (flags = {}, changed = {}, signal = new AbortController().signal) => {
      const { host, out } = fakeHost({ signal });
      const settings = { ...(await settingsOf(root)), json: true, ...changed };
      const code = await verify(settings, { deep: false, repair: false, ...flags }, host);
      const events = out()
        .trimEnd()
        .split('\n')
        .map((line) => runEvent.parse(JSON.parse(line)));
      return { code, events, ...told(events) };
    },
    state: () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((file) => `${file} ${statSync(file).size} ${statSync(file).mtimeMs} ${sha224Hex(readFileSync(file))}`),
  };
}

function told(events: readonly RunEvent[]): Omit<Verdict, 'code' | 'events'> {
  const lines = (type: 'verify.damage' | 'verify.notice' | 'verify.unrepaired'): readonly string[] =>
    events.flatMap((event) => (event.type === type ? [`${event.kind} ${event.where}: ${event.reason}`] : []));
  return {
    damages: lines('verify.damage'),
    notices: lines('verify.notice'),
    unrepaired: lines('verify.unrepaired'),
  };
}

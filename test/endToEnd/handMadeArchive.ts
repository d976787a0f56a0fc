import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { digests } from '../../src/formats/hashes.js';
import { makeBps } from '../../src/formats/makeBps.js';
import { makeIps } from '../../src/formats/makeIps.js';
import { sealPair } from '../../src/formats/sealPair.js';

/** The ROM of the hand-made archives. */
export const handMadeBase = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7) & 0xff));

/** A hack with one patch, identified by the one byte that it writes. */
export interface HandMadeHack {
  readonly id: string;
  readonly kind: 'bps' | 'ips';
  readonly byte: number;
}

/** Seed of the UUIDs, salts, keys and blobs; another one makes others. */
export interface Chance {
  readonly seed: number;
  readonly time: string;
  readonly port: number;
}

const sql = (name: string): string => readFileSync(new URL(`../../sql/${name}`, import.meta.url), 'utf8');

/**
 * Makes an archive row by row and file by file, in plain SQL, without any of the code under test. The first hack with a
 * patch owns it; later ones refer to its blob.
 */
export async function handMadeArchive(root: string, hacks: readonly HandMadeHack[], chance: Chance): Promise<void> {
  for (const folder of ['electron', 'blobs', 'patch', 'rom', 'hacks', 'pat_meta', 'rom_meta', 'temp', 'zips']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  const write = (path: string, content: Buffer | object): void => {
    writeFileSync(join(root, path), content instanceof Buffer ? content : JSON.stringify(content));
  };
  const rhdata = new Database(join(root, 'electron', 'rhdata.db'));
  const patchbin = new Database(join(root, 'electron', 'patchbin.db'));
  rhdata.exec(sql('rhdata.sql')).pragma('foreign_keys = OFF');
  patchbin.exec(sql('patchbin.sql'));
  const known = new Map<string, Awaited<ReturnType<typeof sealPair>>['names']>();

  for (const { id, kind, byte } of hacks) {
    const rom = Buffer.from(handMadeBase).fill(byte, 100, 101);
    const patch = (kind === 'bps' ? makeBps : makeIps)(handMadeBase, rom);
    const [pat, result] = [digests(patch), digests(rom)];
    const hashes = {
      pat_sha1: pat.sha1,
      pat_sha224: pat.sha224,
      pat_shake_128: pat.shake128,
      result_sha1: result.sha1,
      result_sha224: result.sha224,
      result_shake1: result.shake128,
    };
    const patchName = `patch/${pat.shake128}`;
    const romPath = `rom/${id}_${result.shake128}.sfc`;
    const gvuuid = randomUUID();
    const record = { id: Number(id), download_url: `//127.0.0.1:${chance.port}/${id}/hack.zip` };
    let names = known.get(pat.sha224);
    if (names === undefined) {
      const sealed = await sealPair(
        { gameId: id, patch, patSha224: pat.sha224, rom, baseRom: handMadeBase, compression: 'small' },
        { randomBytes: (size) => chanceBytes(`${chance.seed} ${id}`, size), now: () => Date.parse(chance.time) },
      );
      names = sealed.names;
      known.set(pat.sha224, names);
      const { patchblob1_name, patchblob1_key, patchblob1_sha224 } = names;
      const pbuuid = randomUUID();
      const side = { patch_filename: `${id}.${kind}`, patch_type: kind, is_primary: '1', zip_source: `zips/${id}.zip` };
      const json = { id, patch: patchName, patch_filename: side.patch_filename, ...hashes, ...names };
      insert(rhdata, 'rhpatches', { rhpuuid: randomUUID(), gameid: id, patch_name: patchName });
      insert(rhdata, 'patchblobs', {
        pbuuid,
        gvuuid,
        patch_name: patchName,
        ...hashes,
        patchblob1_name,
        patchblob1_key,
        patchblob1_sha224,
        pbjsondata: JSON.stringify(json),
        pbimport_time: chance.time,
        ...side,
      });
      insert(rhdata, 'patchblobs_extended', { pbuuid, ...side, created_at: chance.time });
      insert(patchbin, 'attachments', {
        auuid: randomUUID(),
        pbuuid,
        gvuuid,
        parents: JSON.stringify([pbuuid]),
        locators: '[]',
        file_name: patchblob1_name,
        filekey: patchblob1_key,
        ...attachmentColumns(sealed),
        updated_time: chance.time,
        import_time: chance.time,
      });
      write(`blobs/${patchblob1_name}`, sealed.patchBlob);
      write(`blobs/${names.romblob_name}`, sealed.romBlob);
      write(`pat_meta/${pat.shake128}`, json);
      const romMeta = `rom_meta/${result.shake128}`;
      if (!existsSync(join(root, romMeta))) write(romMeta, { ...json, rom: romPath });
    }
    insert(rhdata, 'gameversions', {
      gvuuid,
      gameid: id,
      version: '1',
      name: `Hack ${id}`,
      patchblob1_name: names.patchblob1_name,
      pat_sha224: pat.sha224,
      gvjsondata: JSON.stringify(record),
      gvimport_time: chance.time,
    });
    insert(rhdata, 'game_fetch_queue', { queueuuid: randomUUID(), gameid: id, status: 'completed' });
    write(patchName, patch);
    write(romPath, rom);
    write(`hacks/${id}`, { ...record, id, name: `Hack ${id}`, patch: patchName, rom: romPath, ...hashes, ...names });
  }
  rhdata.close();
  patchbin.close();
}

function attachmentColumns({
  hashes,
  patchBlob,
}: Awaited<ReturnType<typeof sealPair>>): Readonly<Record<string, string | Buffer>> {
  return { ...hashes, file_size: String(patchBlob.length), file_data: patchBlob };
}

function insert(db: Database.Database, table: string, row: Readonly<Record<string, string | Buffer>>): void {
  const columns = Object.keys(row);
  db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(
    ...Object.values(row),
  );
}

const chanceBytes = (seed: string, size: number): Buffer =>
  createHash('shake256', { outputLength: size }).update(seed).digest();

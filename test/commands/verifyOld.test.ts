import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished, expect, test } from 'vitest';
import { z } from 'zod';
import { attachmentHashes } from '../../src/formats/attachment.js';
import { digests, sha224Hex } from '../../src/formats/hashes.js';
import { sealPair } from '../../src/formats/sealPair.js';
import { makeOldArchive } from '../archive/oldArchive.js';
import { CONFIG, type VerifiedArchive, openedArchive } from '../endToEnd/verifiedArchive.js';

const GOLDEN = join('test', 'golden');
const golden = z
  .object({
    blobs: z.array(
      z.object({
        file: z.string(),
        kind: z.enum(['patch', 'rom']),
        gameid: z.string(),
        patch: z.string(),
        patchblob1_key: z.string().optional(),
        salt_urlsafe_base64: z.string().optional(),
        romblob_salt: z.string().optional(),
        result: z.object({ sha1: z.string(), sha224: z.string(), shake128: z.string() }).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(GOLDEN, 'blobs', 'vectors.json'), 'utf8'))).blobs;
const baseRom = readFileSync(join(GOLDEN, 'patches', 'base.sfc'));

/** An archive in the shape that it had before romflow, of which only the databases are left. */
function oldArchive(): {
  readonly archive: VerifiedArchive;
  readonly rhdata: Database.Database;
  readonly patchbin: Database.Database;
} {
  const root = mkdtempSync(join(tmpdir(), 'romflow-verify-old-'));
  for (const folder of ['electron', 'blobs', 'hacks']) mkdirSync(join(root, folder));
  const paths = { rhdata: join(root, 'electron', 'rhdata.db'), patchbin: join(root, 'electron', 'patchbin.db') };
  makeOldArchive(paths);
  writeFileSync(join(root, CONFIG), JSON.stringify({ baseRom: { sha224: sha224Hex(baseRom) } }));
  const archive = openedArchive(root);
  const [rhdata, patchbin] = [new Database(paths.rhdata), new Database(paths.patchbin)];
  onTestFinished(() => {
    rhdata.close();
    patchbin.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  return { archive, rhdata, patchbin };
}

/** The same without a row in it. */
function emptyOldArchive(): ReturnType<typeof oldArchive> {
  const old = oldArchive();
  const { rhdata, patchbin } = old;
  rhdata.pragma('foreign_keys = OFF');
  for (const table of ['gameversions', 'patchblobs', 'rhpatches', 'patchblobs_extended'])
    rhdata.exec(`DELETE FROM ${table}`);
  patchbin.exec('DELETE FROM attachments');
  return old;
}

test('old rows with every quirk are checked, whatever they contain, without changing a byte', async () => {
  const { archive, rhdata, patchbin } = oldArchive();
  rhdata.close();
  patchbin.close();
  const before = archive.state();
  const told = await archive.verify();
  expect(told.code).toBe(1);
  expect(told.damages.join('\n')).toContain('blob blobs/pblob_295763_aaaaaaaaaa: The blob file is missing.');
  expect(archive.state()).toEqual(before);
  expect((await archive.verify({ repair: true })).code).toBe(1);
});

test('blobs in every form that old archives hold are sound, and what their rows lack is a notice', async () => {
  const { archive, rhdata, patchbin } = emptyOldArchive();
  archive.write('smw.sfc', baseRom);
  cpSync(join(GOLDEN, 'blobs'), archive.path('blobs'), { recursive: true });
  rmSync(archive.path('blobs', 'vectors.json'));
  // Both ROM blobs are of 31000: one under the ROM's own key, and the old one under the patch's.
  const romBlobs = golden.filter(({ kind }) => kind === 'rom');
  const patches = golden.filter(({ kind }) => kind === 'patch');
  for (const [index, vector] of patches.entries()) {
    const { file, gameid, patchblob1_key: key = '', result } = vector;
    const patch = readFileSync(join(GOLDEN, 'patches', vector.patch));
    const sealed = readFileSync(join(GOLDEN, 'blobs', file));
    const pat = digests(patch);
    const gvuuid = `gv-${index}`;
    const romBlob = gameid === '31000' ? romBlobs[index] : undefined;
    const words =
      romBlob === undefined ? null : JSON.stringify({ romblob_name: romBlob.file, romblob_salt: romBlob.romblob_salt });
    rhdata
      .prepare(
        'INSERT INTO gameversions (gvuuid, gameid, version, name, patchblob1_name, pat_sha224) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(gvuuid, gameid, index + 1, `Hack ${gameid}`, file, index === 0 ? '' : pat.sha224);
    rhdata
      .prepare(
        `INSERT INTO patchblobs (pbuuid, gvuuid, patch_name, pat_sha1, pat_sha224, pat_shake_128, patchblob1_key,
         patchblob1_name, patchblob1_sha224, result_sha1, result_sha224, result_shake1, pbjsondata)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        `pb-${index}`,
        gvuuid,
        `patch/${pat.shake128}`,
        pat.sha1,
        pat.sha224,
        pat.shake128,
        key,
        file,
        sha224Hex(sealed),
        result?.sha1,
        result?.sha224,
        result?.shake128,
        words,
      );
    rhdata
      .prepare('INSERT OR IGNORE INTO rhpatches (rhpuuid, gameid, patch_name) VALUES (?, ?, ?)')
      .run(`rp-${index}`, `${gameid}.0`, `patch/${pat.shake128}`);
    const row = { ...attachmentHashes(sealed, patch), file_crc16: '', file_name: file, filekey: key };
    const all = {
      auuid: `a-${index}`,
      pbuuid: `pb-${index}`,
      parents: `["pb-${index}"]`,
      file_size: sealed.length,
      file_data: sealed,
      ...row,
    };
    const columns = Object.keys(all);
    patchbin
      .prepare(`INSERT INTO attachments (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
      .run(...Object.values(all));
  }
  rhdata.close();
  patchbin.close();
  const before = archive.state();
  const told = await archive.verify({ deep: true });
  expect(told).toMatchObject({ code: 0, damages: [] });
  expect(told.notices.join('\n')).toMatch(/^attachment attachments\.file_crc16: It is empty\.$/m);
  expect(told.notices.join('\n')).toMatch(/^row gameversions\.pat_sha224: It is empty\.$/m);
  expect(archive.state()).toEqual(before);
  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, damages: [] });

  // A ROM blob under the patch's key is checked, too.
  const old = romBlobs.at(-1)?.file ?? '';
  copyFileSync(archive.path('blobs', romBlobs[0]?.file ?? ''), archive.path('blobs', old));
  archive.flip(`blobs/${old}`);
  expect((await archive.verify()).damages).toEqual([expect.stringContaining(`rom-blob blobs/${old}`)]);
});

test('the type of a patch that is neither BPS nor IPS comes from the rows alone', async () => {
  const { archive, rhdata, patchbin } = emptyOldArchive();
  const patch = Buffer.from('UPS1 and what follows');
  const { sha1, sha224, shake128 } = digests(patch);
  const { names, patchBlob } = await sealPair(
    { gameId: '7', patch, patSha224: sha224, rom: baseRom, baseRom, compression: 'small' },
    { randomBytes: (size) => Buffer.alloc(size, 7), now: () => 0 },
  );
  const { patchblob1_name, patchblob1_key, patchblob1_sha224 } = names;
  archive.write(`blobs/${patchblob1_name}`, patchBlob);
  rhdata
    .prepare(
      `INSERT INTO patchblobs (pbuuid, patch_name, pat_sha1, pat_sha224, pat_shake_128, patchblob1_key, patchblob1_name,
       patchblob1_sha224) VALUES ('pb', ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(`patch/${shake128}`, sha1, sha224, shake128, patchblob1_key, patchblob1_name, patchblob1_sha224);
  const words = "patch_filename = 'a.ups', patch_type = 'ups', is_primary = 1";
  for (const column of ['patch_filename', 'patch_type', 'is_primary'])
    rhdata.exec(`ALTER TABLE patchblobs ADD COLUMN ${column}`);
  rhdata.exec("INSERT INTO patchblobs_extended (pbuuid) VALUES ('pb')");
  for (const table of ['patchblobs', 'patchblobs_extended']) rhdata.exec(`UPDATE ${table} SET ${words}`);
  rhdata.close();
  patchbin.close();
  expect((await archive.verify()).damages).toEqual([
    'attachment attachments: There is no row for the blob.',
    expect.stringMatching(/^row rhpatches: There is no row/),
  ]);
});

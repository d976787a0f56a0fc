import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { ImportableHack } from '../../src/archive/importableHack.js';
import { type Archive, openArchive } from '../../src/archive/openArchive.js';
import { parseHackFile } from '../../src/formats/hackFile.js';
import { openClaimed } from '../../src/formats/openedBlob.js';
import { BlobError } from '../../src/model/errors.js';
import type { JsonObject } from '../../src/model/game.js';
import { BASE64, OTHER, RAW, goldenBlob, oldHack } from '../oldHack.js';
import { brokenChains, deps, newFolder, pathsIn, query } from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

type Paths = ReturnType<typeof pathsIn>;

async function opened(prepare: typeof makeOldArchive = () => undefined): Promise<{ paths: Paths; archive: Archive }> {
  const paths = pathsIn(newFolder());
  prepare(paths);
  return { paths, archive: await openArchive(paths, deps) };
}

/** A hack with its blob, as operators hand it over. */
async function hackWith(json: JsonObject): Promise<ImportableHack> {
  const { record, legacyType, words, patchFilename } = parseHackFile(String(json.id), JSON.stringify(json));
  const { patchblob1_name, patchblob1_key, romblob_name, romblob_salt, result_sha1, result_sha224, result_shake1 } =
    words;
  if (patchblob1_name === null || patchblob1_key === null) return { record, legacyType, blob: null };
  const blob = await openClaimed(goldenBlob(patchblob1_name), words);
  const patchblob1_sha224 = blob.hashes.file_hash_sha224;
  const names = { patchblob1_name, patchblob1_key, patchblob1_sha224, romblob_name, romblob_salt };
  const result = { result_sha1, result_sha224, result_shake1 };
  return { record, legacyType, blob: { ...blob, names, result, patchFilename } };
}

/** The same hack, with its blob missing. */
const withoutBlob = async (json: JsonObject): Promise<ImportableHack> => ({ ...(await hackWith(json)), blob: null });

const versions = ({ rhdata }: Paths): readonly Record<string, unknown>[] =>
  query(
    rhdata,
    `SELECT gameid, version, patchblob1_name, pat_sha224, legacy_type, gvchange_attributes, gvjsondata
     FROM gameversions ORDER BY gameid, version`,
  );

/** All rows of all tables that hold lasting data. */
const everything = ({ rhdata, patchbin }: Paths): unknown => [
  ...['gameversions', 'rhpatches', 'patchblobs', 'patchblobs_extended'].map((table) =>
    query(rhdata, `SELECT * FROM ${table} ORDER BY rowid`),
  ),
  query(patchbin, 'SELECT * FROM attachments ORDER BY rowid'),
];

function change(path: string, sql: string, ...values: readonly string[]): void {
  const db = new Database(path);
  try {
    db.prepare(sql).run(...values);
  } finally {
    db.close();
  }
}

describe('a hack that is new to the archive', () => {
  test('gets its rows in every table, all of them text', async () => {
    const { paths, archive } = await opened();
    const json = oldHack('31000', RAW, { legacy_type: 'Kaizo: Hard', patch_filename: 'a.bps' });
    const hack = await hackWith(json);
    expect(archive.imports.record(hack)).toEqual({ outcome: 'recorded', version: 1, blob: RAW, reused: null });
    archive.close();

    expect(versions(paths)).toEqual([
      {
        gameid: '31000',
        version: 1,
        patchblob1_name: RAW,
        pat_sha224: json.pat_sha224,
        legacy_type: 'Kaizo: Hard',
        gvchange_attributes: null,
        gvjsondata: JSON.stringify(json),
      },
    ]);
    const [blob = {}] = query(paths.rhdata, 'SELECT * FROM patchblobs');
    const shake = 'blob' in hack && hack.blob !== null && 'digests' in hack.blob ? hack.blob.digests.shake128 : '';
    const { patchblob1_key, patchblob1_sha224, pat_sha224, pat_sha1, result_sha1, result_sha224, result_shake1 } = json;
    expect(blob).toMatchObject({
      patchblob1_name: RAW,
      patchblob1_key,
      patchblob1_sha224,
      pat_sha224,
      pat_sha1,
      pat_shake_128: shake,
      result_sha1,
      result_sha224,
      result_shake1,
      patch_name: `patch/${shake}`,
      patch_filename: 'a.bps',
      patch_type: 'bps',
      zip_source: null,
    });
    expect(JSON.parse(String(blob.pbjsondata))).toMatchObject({ romblob_salt: json.romblob_salt, romblob_name: null });
    expect(query(paths.rhdata, 'SELECT pbuuid, patch_filename FROM patchblobs_extended')).toEqual([
      { pbuuid: blob.pbuuid, patch_filename: 'a.bps' },
    ]);
    expect(query(paths.rhdata, 'SELECT gameid, patch_name FROM rhpatches')).toEqual([
      { gameid: '31000', patch_name: `patch/${shake}` },
    ]);
    expect(query(paths.patchbin, 'SELECT * FROM attachments')).toMatchObject([
      {
        pbuuid: blob.pbuuid,
        gvuuid: blob.gvuuid,
        parents: JSON.stringify([blob.pbuuid]),
        file_name: RAW,
        filekey: patchblob1_key,
        file_hash_sha224: patchblob1_sha224,
        file_data: goldenBlob(RAW),
        decoded_hash_sha224: pat_sha224,
        decoded_hash_sha1: pat_sha1,
        file_size: goldenBlob(RAW).length,
      },
    ]);
    expect(brokenChains(paths)).toEqual([]);
    const odd = query(
      paths.rhdata,
      `SELECT 1 FROM gameversions WHERE typeof(gameid) <> 'text' UNION ALL
       SELECT 1 FROM patchblobs WHERE typeof(pat_sha224) <> 'text'`,
    );
    expect(odd).toEqual([]);
  });

  test('imported twice changes nothing, not a byte of a row', async () => {
    const { paths, archive } = await opened();
    const hack = await hackWith(oldHack('31000', RAW, { legacy_type: 'Kaizo' }));
    archive.imports.record(hack);
    const before = everything(paths);
    expect(archive.imports.record(hack)).toEqual({ outcome: 'unchanged', version: 1, blob: RAW, reused: null });
    archive.close();
    expect(everything(paths)).toEqual(before);
  });

  test('without a blob becomes a version that names none, and a later import completes it', async () => {
    const { paths, archive } = await opened();
    const json = oldHack('31000', RAW);
    expect(archive.imports.record(await withoutBlob(json))).toMatchObject({ outcome: 'recorded', blob: null });
    expect(versions(paths)).toMatchObject([{ version: 1, patchblob1_name: null, pat_sha224: null }]);
    expect(query(paths.rhdata, 'SELECT 1 FROM patchblobs')).toEqual([]);
    expect(archive.imports.waitingFor(RAW)).toEqual([{ id: '31000', json: JSON.stringify(json) }]);
    expect(archive.imports.waitingFor(OTHER)).toEqual([]);

    expect(archive.imports.record(await hackWith(json))).toMatchObject({ outcome: 'completed', version: 1, blob: RAW });
    expect(archive.imports.waitingFor(RAW)).toEqual([]);
    archive.close();
    expect(versions(paths)).toMatchObject([{ version: 1, patchblob1_name: RAW, pat_sha224: json.pat_sha224 }]);
    expect(brokenChains(paths)).toEqual([]);
  });
});

describe('a hack that is already in the archive', () => {
  test('gets its next version if it differs, with the changes, and keeps the curator’s type', async () => {
    const { paths, archive } = await opened();
    archive.imports.record(await hackWith(oldHack('41', OTHER)));
    archive.imports.record(await hackWith(oldHack('31000', RAW, { legacy_type: 'Curated' })));
    const renamed = oldHack('31000', RAW, { name: 'Another name', legacy_type: 'Of the JSON' });
    expect(archive.imports.record(await hackWith(renamed))).toMatchObject({ outcome: 'recorded', version: 2 });
    archive.close();
    expect(versions(paths)).toMatchObject([
      { gameid: '31000', version: 1, legacy_type: 'Curated' },
      { gameid: '31000', version: 2, legacy_type: 'Curated', gvchange_attributes: '["name"]' },
      { gameid: '41', version: 1, legacy_type: null },
    ]);
    expect(query(paths.rhdata, 'SELECT 1 FROM patchblobs')).toHaveLength(2);
    expect(brokenChains(paths)).toEqual([]);
  });

  test('gets one for another patch, too', async () => {
    const { paths, archive } = await opened();
    archive.imports.record(await hackWith(oldHack('31000', RAW)));
    expect(archive.imports.record(await hackWith(oldHack('31000', OTHER)))).toMatchObject({ version: 2, blob: OTHER });
    archive.close();
    expect(versions(paths)[1]?.gvchange_attributes).toBe('["patchblob1_name","pat_sha224"]');
  });

  test('is not new in a version before the latest', async () => {
    const { paths, archive } = await opened();
    const first = await hackWith(oldHack('31000', RAW));
    archive.imports.record(first);
    archive.imports.record(await hackWith(oldHack('31000', RAW, { name: 'Another name' })));
    const before = everything(paths);
    expect(archive.imports.record(first)).toMatchObject({ outcome: 'unchanged', version: 1 });
    archive.close();
    expect(everything(paths)).toEqual(before);
  });

  test('gets the type of the JSON if the curator gave it none', async () => {
    const { paths, archive } = await opened();
    archive.imports.record(await hackWith(oldHack('31000', RAW)));
    const said = await hackWith(oldHack('31000', RAW, { legacy_type: 'Kaizo' }));
    expect(archive.imports.record(said)).toMatchObject({ outcome: 'completed', version: 1 });
    const other = await hackWith(oldHack('31000', RAW, { legacy_type: 'Standard' }));
    expect(archive.imports.record(other)).toMatchObject({ outcome: 'unchanged' });
    archive.close();
    expect(versions(paths)).toMatchObject([{ version: 1, legacy_type: 'Kaizo' }]);
  });

  test('is found under an id that was stored as a number, with version numbers from a trigger that counts over all games', async () => {
    const { paths, archive } = await opened(makeOldArchive);
    const imported = archive.imports.record(await hackWith(oldHack('295763', RAW)));
    expect(imported).toMatchObject({ outcome: 'recorded', version: 3106 });
    archive.close();
    expect(versions(paths).filter(({ gameid }) => gameid === '295763')).toMatchObject([
      { version: 3106, legacy_type: 'Curated' },
    ]);
  });
});

describe('blobs', () => {
  test('of the same patch and result are one: the first is reused, and keeps its owner', async () => {
    const { paths, archive } = await opened();
    archive.imports.record(await hackWith(oldHack('31000', RAW)));
    const before = query(paths.rhdata, 'SELECT * FROM patchblobs');
    const second = archive.imports.record(await hackWith(oldHack('31005', BASE64)));
    expect(second).toMatchObject({ outcome: 'recorded', blob: RAW, reused: { patchblob1_name: RAW } });
    expect(archive.imports.record(await hackWith(oldHack('31005', BASE64)))).toMatchObject({ outcome: 'unchanged' });
    archive.close();
    expect(query(paths.rhdata, 'SELECT * FROM patchblobs')).toEqual(before);
    expect(versions(paths).map(({ patchblob1_name }) => patchblob1_name)).toEqual([RAW, RAW]);
    expect(brokenChains(paths)).toEqual([]);
  });

  test('that are known replace one that is missing', async () => {
    const { paths, archive } = await opened();
    archive.imports.record(await hackWith(oldHack('31000', RAW)));
    const { pat_sha224: patSha224, result_sha224: result } = oldHack('31005', BASE64);
    const known = archive.records.findBlob(String(patSha224), String(result));
    if (known === null) throw new Error('the pair is not known');
    const hack = { ...(await hackWith(oldHack('31005', BASE64))), blob: { known, patSha224: String(patSha224) } };
    expect(archive.imports.record(hack)).toMatchObject({ outcome: 'recorded', blob: RAW, reused: known });
    archive.close();
    expect(brokenChains(paths)).toEqual([]);
  });

  test('that are reused have their row among the parents of their attachment', async () => {
    const { paths, archive } = await opened();
    archive.imports.record(await hackWith(oldHack('31000', RAW)));
    change(paths.patchbin, 'UPDATE attachments SET parents = NULL');
    archive.imports.record(await hackWith(oldHack('31005', BASE64)));
    archive.close();
    const [row] = query(paths.patchbin, 'SELECT pbuuid, parents FROM attachments');
    expect(JSON.parse(String(row?.parents))).toEqual([row?.pbuuid]);
  });

  test('with unknown results are told apart by their names', async () => {
    const { paths, archive } = await opened();
    const unknown = { result_sha224: null, result_sha1: null, result_shake1: '' };
    for (const [id, file] of [
      ['31000', RAW],
      ['31005', BASE64],
      ['31006', RAW],
    ] as const) {
      archive.imports.record(await hackWith(oldHack(id, file, unknown)));
    }
    archive.close();
    expect(versions(paths).map(({ patchblob1_name }) => patchblob1_name)).toEqual([RAW, BASE64, RAW]);
    expect(query(paths.rhdata, 'SELECT 1 FROM patchblobs')).toHaveLength(2);
    expect(brokenChains(paths)).toEqual([]);
  });

  test('with a name that another patch has are refused, and nothing is written', async () => {
    const { paths, archive } = await opened();
    archive.imports.record(await hackWith(oldHack('31000', RAW)));
    change(paths.rhdata, "UPDATE patchblobs SET pat_sha224 = 'other'");
    const before = everything(paths);
    const hack = await hackWith(oldHack('31005', RAW));
    expect(() => archive.imports.record(hack)).toThrow(BlobError);
    archive.close();
    expect(everything(paths)).toEqual(before);
  });

  test('that lost their attachment get it back with the next import of their hack', async () => {
    const { paths, archive } = await opened();
    const hack = await hackWith(oldHack('31000', RAW));
    archive.imports.record(hack);
    const before = query(paths.rhdata, 'SELECT * FROM patchblobs');
    change(paths.patchbin, 'DELETE FROM attachments');
    expect(archive.imports.record(hack)).toMatchObject({ outcome: 'completed' });
    archive.close();
    expect(query(paths.rhdata, 'SELECT * FROM patchblobs')).toEqual(before);
    expect(brokenChains(paths)).toEqual([]);
  });
});

describe('a crash between the two databases', () => {
  test('leaves an attachment that the next import takes over', async () => {
    const paths = pathsIn(newFolder());
    const hack = await hackWith(oldHack('31000', RAW));
    const crashing = await openArchive(paths, {
      ...deps,
      failpoint: () => {
        throw new Error('killed');
      },
    });
    expect(() => crashing.imports.record(hack)).toThrow('killed');
    crashing.close();
    expect(query(paths.patchbin, 'SELECT 1 FROM attachments')).toHaveLength(1);
    expect(versions(paths)).toEqual([]);

    const archive = await openArchive(paths, deps);
    expect(archive.imports.record(hack)).toMatchObject({ outcome: 'recorded', version: 1 });
    archive.close();
    const [blob = {}] = query(paths.rhdata, 'SELECT pbuuid, gvuuid FROM patchblobs');
    expect(query(paths.patchbin, 'SELECT pbuuid, gvuuid, parents FROM attachments')).toEqual([
      { ...blob, parents: JSON.stringify([blob.pbuuid]) },
    ]);
  });
});

describe('attach', () => {
  const attached = async (archive: Archive): Promise<void> => {
    const owner = archive.imports.ownerOf(RAW);
    if (owner === null) throw new Error('no row');
    archive.imports.attach(owner, await openClaimed(goldenBlob(RAW), owner));
  };
  const lost = async (damage: (paths: Paths) => void): Promise<{ paths: Paths; archive: Archive; before: unknown }> => {
    const { paths, archive } = await opened();
    archive.imports.record(await hackWith(oldHack('31000', RAW)));
    const before = query(paths.patchbin, 'SELECT pbuuid, gvuuid, file_data, filekey, parents FROM attachments');
    damage(paths);
    return { paths, archive, before };
  };
  const found = ({ patchbin }: Paths): unknown =>
    query(patchbin, 'SELECT pbuuid, gvuuid, file_data, filekey, parents FROM attachments');

  test.each([
    ['is gone', 'DELETE FROM attachments'],
    ['has no bytes', 'UPDATE attachments SET file_data = NULL'],
    ['has nothing but its name', "UPDATE attachments SET file_data = NULL, file_hash_sha224 = '', parents = NULL"],
  ])('restores the attachment of a row if it %s', async (_, sql) => {
    const { paths, archive, before } = await lost(({ patchbin }) => {
      change(patchbin, sql);
    });
    expect(archive.imports.isAttached(RAW)).toBe(false);
    await attached(archive);
    expect(archive.imports.isAttached(RAW)).toBe(true);
    archive.close();
    expect(found(paths)).toEqual(before);
  });

  test('adds to the parents that an attachment already has', async () => {
    const { paths, archive } = await lost(({ patchbin }) => {
      change(patchbin, `UPDATE attachments SET file_data = NULL, parents = '["another"]'`);
    });
    await attached(archive);
    archive.close();
    const [row] = query(paths.patchbin, 'SELECT pbuuid, parents FROM attachments');
    expect(JSON.parse(String(row?.parents))).toEqual(['another', row?.pbuuid]);
  });

  test('does not touch an attachment of another file', async () => {
    const { paths, archive } = await lost(({ patchbin }) => {
      change(patchbin, "UPDATE attachments SET file_data = NULL, file_hash_sha224 = 'other'");
    });
    const before = found(paths);
    await expect(attached(archive)).rejects.toThrow(BlobError);
    archive.close();
    expect(found(paths)).toEqual(before);
  });

  test('handles rows of older tools, and what they lack', async () => {
    const { archive } = await opened(makeOldArchive);
    expect(archive.imports.ownerOf('pblob_295763_aaaaaaaaaa')).toMatchObject({ pbuuid: 'pb-1', pat_sha1: null });
    expect(archive.imports.ownerOf('pblob_1_0123456789')).toBeNull();
    expect(archive.imports.attached('pblob_31000_bbbbbbbbbb')).toEqual(Buffer.from('B'));
    archive.close();
  });
});

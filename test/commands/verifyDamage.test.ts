import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assertChain } from '../endToEnd/chain.js';
import { type VerifiedArchive, base, verifiedArchive } from '../endToEnd/verifiedArchive.js';
import { damages, damagesOfOthers } from './verifyDamages.js';

const copy = verifiedArchive(['201', '202']);
const copyOfMore = verifiedArchive(['201', '203']);

const blobsOf = (archive: VerifiedArchive): readonly string[] =>
  readdirSync(archive.path('blobs')).filter((name) => !name.endsWith('.damaged'));

/** How many rows each table has: a repair makes none that was not there before. */
const rowsOf = (archive: VerifiedArchive): readonly string[] => [
  ...['gameversions', 'patchblobs', 'patchblobs_extended', 'rhpatches'].map((table) =>
    archive.ask('rhdata', `SELECT count(*) FROM ${table}`),
  ),
  archive.ask('patchbin', 'SELECT count(*) FROM attachments'),
];

async function whole(fresh: () => VerifiedArchive, damage: (archive: VerifiedArchive) => void, expected: RegExp) {
  const archive = fresh();
  const blobs = blobsOf(archive);
  const rows = rowsOf(archive);
  damage(archive);
  const before = archive.state();
  const named = await archive.verify();
  expect(named.code).toBe(1);
  expect(named.damages).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  expect(archive.state()).toEqual(before);

  expect(await archive.verify({ repair: true })).toMatchObject({ code: 0, unrepaired: [] });
  expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });
  expect(rowsOf(archive)).toEqual(rows);
  const sealedAnew = blobsOf(archive).some((name) => !blobs.includes(name));
  await assertChain(archive.path('electron/rhdata.db'), archive.path('electron/patchbin.db'), {
    root: archive.root,
    ...(sealedAnew ? { baseRom: base } : {}),
  });
}

describe('damage is named by a plain verify, which changes nothing, mended by a repair, and gone', () => {
  test.each(damages)('%s', (_, damage, expected) => whole(copy, damage, expected));
  test.each(damagesOfOthers)('%s', (_, damage, expected) => whole(copyOfMore, damage, expected));
});

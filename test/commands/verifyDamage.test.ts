import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { update } from '../../src/commands/update.js';
import { archiveState } from '../endToEnd/archiveDigest.js';
import { assertChain } from '../endToEnd/chain.js';
import { type VerifiedArchive, base, settingsOf, verifiedArchive } from '../endToEnd/verifiedArchive.js';
import { fakeHost } from './fakeHost.js';
import { cutOffRepairs } from './verifyCutOff.js';
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

describe('a repair that is killed after any of its writes is ended by the next one', () => {
  const sealsAnew = [
    'every copy of a blob',
    'the key and the salt, wherever they are written down',
    'a damaged ROM blob',
  ];

  test.each(damages.filter(([name]) => sealsAnew.includes(name)))('%s', async (_, damage) => {
    const archive = copy();
    damage(archive);
    archive.sql('patchbin', "UPDATE attachments SET arweave_file_id = 'of another tool'");
    const left = await cutOffRepairs(archive);
    const wanted = archiveState(archive.root);
    expect(await archive.verify()).toMatchObject({ code: 0, damages: [], notices: [] });

    for (const [moment, died] of left.entries()) {
      expect(await died.verify({ repair: true }), `moment ${moment}`).toMatchObject({ code: 0, unrepaired: [] });
      expect(archiveState(died.root), `moment ${moment}`).toEqual(wanted);
    }
  });
});

test('an update takes back or ends what a killed repair had begun to seal anew', async () => {
  const archive = copy();
  archive.flip(archive.file('blobs', /^rblob_201_/));
  const left = await cutOffRepairs(archive);
  const wanted = archiveState(archive.root);
  for (const [moment, died] of left.entries()) {
    const settings = await settingsOf(died.root);
    const begun = died.ask('rhdata', "SELECT count(*) FROM patch_files_working WHERE status LIKE 'reseal%'") !== '0';
    if (begun) died.write('blobs/0f0e.romflow-tmp', 'half');
    const { host } = fakeHost();
    expect(await update({ ...settings, fetchMetadata: false }, { ...host, stdin: null })).toBe(0);
    const { damages: still, notices } = await died.verify();
    expect(notices, `moment ${moment}`).toEqual([]);
    if (still.length === 0) expect(archiveState(died.root), `moment ${moment}`).toEqual(wanted);
  }
});

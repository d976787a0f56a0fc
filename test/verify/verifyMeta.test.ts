import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { archivePaths } from '../../src/files/archivePaths.js';
import { verifyFiles } from '../../src/files/verifyFiles.js';
import { jsonText, parseJsonObject, readArchiveFields } from '../../src/formats/archiveFields.js';
import { type MetaCheck, verifyMeta } from '../../src/verify/verifyMeta.js';
import { writeTree } from '../files/fileTree.js';

const patSha224 = 'ab'.repeat(28);
const truth = readArchiveFields({
  pat_sha224: patSha224,
  patchblob1_name: 'pblob_1_0123456789',
  romblob_name: 'rblob_1_0123456789',
});

/** What is reported about a `pat_meta` file that should describe one blob of a patch, and the file after the repairs. */
async function checked(json: object, speaksOfOther: MetaCheck['speaksOfOther']) {
  const root = mkdtempSync(join(tmpdir(), 'romflow-meta-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  writeTree(root, { 'pat_meta/shake': jsonText({ ...json }) });
  const files = verifyFiles(archivePaths(root));
  const check = {
    folder: 'pat_meta',
    name: 'shake',
    what: 'pblob_1_0123456789',
    expected: true,
    made: () => null,
  } as const;
  const findings = await verifyMeta({ ...check, truth, speaksOfOther }, { files });
  for (const { mend } of findings) await mend?.run();
  const text = (await files.read('pat_meta', 'shake'))?.toString() ?? '';
  return { reasons: findings.map(({ reason }) => reason), json: parseJsonObject(text) };
}

test('a file of this blob is given what it lacks', async () => {
  const { reasons, json } = await checked({ pat_sha224: patSha224, note: 'mine' }, () => false);
  expect(reasons).toEqual(['It lacks patchblob1_name, romblob_name.']);
  expect(json).toMatchObject({
    note: 'mine',
    patchblob1_name: 'pblob_1_0123456789',
    romblob_name: 'rblob_1_0123456789',
  });
});

test('a file of another blob of the same patch is given nothing of this one, and is checked only for what is true of both', async () => {
  const of = { pat_sha224: patSha224, patchblob1_name: 'pblob_2_0123456789' };
  expect(await checked(of, () => true)).toEqual({ reasons: [], json: of });
  const { reasons, json } = await checked({ ...of, pat_sha224: 'cd'.repeat(28) }, () => true);
  expect(reasons).toEqual(['It disagrees with the blob and its row about pat_sha224.']);
  expect(json).toEqual(of);
});

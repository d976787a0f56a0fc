import type { VersionRow } from '../archive/verifyRows.js';
import { type Words, knownWords, parseJsonObject } from '../formats/archiveWords.js';
import type { JsonObject } from '../model/game.js';
import type { Finding, Place } from '../model/verify.js';
import { verifyColumns } from './verifyColumns.js';
import { type VerifyDeps, damage, notice } from './verifyDeps.js';
import { recordOf } from './verifyHack.js';
import { verifyMeta } from './verifyMeta.js';
import { rebuildBlobRow } from './verifyRebuild.js';
import { verifyZip } from './verifyZip.js';

/**
 * Verifies a row of `gameversions`: that its chain leads to a blob, that it names the blob's patch, and the files of the hack.
 * To be called when every blob has been verified.
 */
export async function verifyVersion(row: VersionRow, deps: VerifyDeps): Promise<readonly Finding[]> {
  return [...(await chainFindings(row, deps)), ...(await fileFindings(row, deps))];
}

const titleOf = ({ gameid, version }: VersionRow): string => `${gameid ?? '?'} version ${version ?? '?'}`;

async function chainFindings(row: VersionRow, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { rows, repairs, ledger } = deps;
  const { patchblob1_name: name } = row;
  const place: Place = { kind: 'chain', what: titleOf(row), where: 'gameversions.patchblob1_name' };
  if (name === null) return [notice(place, 'It is not told which blob holds the patch.')];
  if (rows.blobNamed(name) === null) {
    const mend = await rebuildBlobRow(
      { name, gvuuid: row.gvuuid, gameid: row.gameid, zip: row.local_resource_filename },
      deps,
    );
    return [damage(place, `There is no row ${name} in patchblobs.`, mend)];
  }
  const truth = ledger.truth('patchblob1_name', name);
  if (truth === null) return [];
  return verifyColumns({
    table: 'gameversions',
    what: titleOf(row),
    said: { pat_sha224: row.pat_sha224 },
    truth: { pat_sha224: truth.pat_sha224 },
    set: (columns) => repairs.setColumns('gameversions', row.cursor, columns),
  });
}

async function fileFindings(row: VersionRow, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { rows, ledger } = deps;
  const { gameid, local_resource_filename: zip } = row;
  const findings: Finding[] = [];
  if (zip !== null)
    findings.push(...(await verifyZip({ path: zip, what: titleOf(row), expected: false, bytes: null }, deps)));
  if (row.gvjsondata !== null && parseJsonObject(row.gvjsondata) === null) {
    findings.push(
      damage({ kind: 'json', what: titleOf(row), where: 'gameversions.gvjsondata' }, 'It is no JSON object.'),
    );
  }
  if (gameid === null) return findings;
  ledger.know(`hacks/${gameid}`);
  const truth = row.patchblob1_name === null ? null : ledger.truth('patchblob1_name', row.patchblob1_name);
  const rom = truth?.result_shake1 ?? null;
  if (rom !== null) findings.push(...(await romNotice(row, `${gameid}_${rom}.sfc`, deps)));

  const versions = rows.versionsOf(gameid);
  if (versions[0]?.cursor !== row.cursor || truth === null) return findings;
  const words = { ...truth, rom: rom === null ? null : `rom/${gameid}_${rom}.sfc` };
  const older = new Set(versions.slice(1).map((version) => version.patchblob1_name));
  const hack = await verifyMeta(
    {
      folder: 'hacks',
      name: gameid,
      what: gameid,
      truth: words,
      expected: rows.hasQueued(gameid),
      made: () => hackJson(row, words),
      // A file that an older version left is not brought up to date by every tool.
      speaksOfOther: ({ patchblob1_name: name }) => name !== null && older.has(name) && name !== row.patchblob1_name,
    },
    deps,
  );
  return [...findings, ...hack];
}

async function romNotice(row: VersionRow, name: string, { files, ledger }: VerifyDeps): Promise<readonly Finding[]> {
  const where = `rom/${name}`;
  ledger.know(where);
  if (ledger.claims(where) || !ledger.first(where) || (await files.sizeOf('rom', name)) !== null) return [];
  return [notice({ kind: 'rom', what: titleOf(row), where }, 'There is no such file.')];
}

/** `hacks/<id>` out of the row. */
function hackJson({ gameid, name, gvjsondata }: VersionRow, words: Words): JsonObject {
  const record = recordOf(parseJsonObject(gvjsondata ?? ''));
  return { ...(record?.normalised ?? { id: gameid, name }), ...knownWords(words) };
}

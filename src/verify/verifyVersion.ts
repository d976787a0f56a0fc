import type { VersionRow } from '../archive/verifyRowShapes.js';
import { type ArchiveFields, jsonText, knownArchiveFields, parseJsonObject } from '../formats/archiveFields.js';
import { gameChange } from '../formats/gameChange.js';
import type { GameRecord, JsonObject } from '../model/game.js';
import type { Finding, Place, Repair } from '../model/verify.js';
import { verifyColumns } from './verifyColumns.js';
import { type VerifyDeps, damage, notice, romFileOf } from './verifyDeps.js';
import { hackFileOf, recordInHack, recordOf, withoutWords } from './verifyHack.js';
import { verifyMeta } from './verifyMeta.js';
import { blobOfVersion, meantBlob } from './verifyName.js';
import { rebuildBlobRow } from './verifyRebuild.js';
import { recoverRom } from './verifyRecover.js';
import { verifyWritten } from './verifyWritten.js';
import { verifyZip } from './verifyZip.js';

/**
 * Verifies a row of `gameversions`: that its chain leads to a blob, that it names the blob's patch, and the files of the
 * hack. Call once every blob has been verified.
 */
export async function verifyVersion(row: VersionRow, deps: VerifyDeps): Promise<readonly Finding[]> {
  const meant = await meantBlob(row, deps);
  const named = { ...row, patchblob1_name: meant ?? row.patchblob1_name };
  const chain = meant === null ? await chainFindings(row, deps) : [wrongBlob(row, meant, deps)];
  // The ZIP is checked only once, so its findings come before those whose recheck replaces whatever follows.
  return [...(await zipFindings(row, deps)), ...chain, ...(await fileFindings(named, deps))];
}

const titleOf = ({ gameid, version }: VersionRow): string => `${gameid ?? '?'} version ${version ?? '?'}`;

async function chainFindings(row: VersionRow, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { rows, repairs, ledger } = deps;
  const { patchblob1_name: name } = row;
  const place: Place = { kind: 'chain', what: titleOf(row), where: 'gameversions.patchblob1_name' };
  if (name === null) return [notice(place, 'It does not say which blob holds the patch.')];
  if (rows.blobNamed(name) === null) {
    const { gvuuid, gameid, local_resource_filename: zip } = row;
    const lost = await rebuildBlobRow({ name, gvuuid, gameid, zip }, deps);
    const meant = lost === null ? await blobOfVersion(row, deps) : null;
    const run = (): Promise<void> => repairs.setColumns('gameversions', row.cursor, { patchblob1_name: meant });
    const recheck = (): Promise<readonly Finding[]> => fileFindings({ ...row, patchblob1_name: meant }, deps);
    const named = meant === null ? null : { how: 'set to the blob of the patch', run, recheck };
    const made = lost && {
      ...lost,
      recheck: async () => [...(await lost.recheck()), ...(await fileFindings(row, deps))],
    };
    return [damage(place, `There is no row ${name} in patchblobs.`, made ?? named)];
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

/** A version that leads to another one's patch. */
function wrongBlob(row: VersionRow, meant: string, { repairs }: VerifyDeps): Finding {
  const place: Place = { kind: 'chain', what: titleOf(row), where: 'gameversions.patchblob1_name' };
  const run = (): Promise<void> => repairs.setColumns('gameversions', row.cursor, { patchblob1_name: meant });
  return damage(place, `It names the blob of another patch; its own is in ${meant}.`, { how: 'set to its blob', run });
}

async function zipFindings(row: VersionRow, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { local_resource_filename: path } = row;
  if (path === null) return [];
  return verifyZip({ path, what: titleOf(row), expected: false, bytes: null, wasRead: () => true }, deps);
}

async function fileFindings(row: VersionRow, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { rows, ledger } = deps;
  const { gameid } = row;
  const findings: Finding[] = [];
  if (row.gvjsondata !== null && parseJsonObject(row.gvjsondata) === null) {
    findings.push(await recordFinding(row, deps));
  }
  const record = recordOf(parseJsonObject(row.gvjsondata ?? ''));
  if (record !== null && record.id !== gameid) return [...findings, wrongId(row, record.id, deps)];
  if (gameid === null) return findings;
  ledger.know(`hacks/${gameid}`);
  const truth = row.patchblob1_name === null ? null : ledger.truth('patchblob1_name', row.patchblob1_name);
  const rom = truth?.result_shake1 ?? null;
  const romFile = romFileOf(gameid, rom);
  if (rom !== null) findings.push(...(await romFindings(row, rom, deps)));

  const versions = rows.versionsOf(gameid);
  if (versions[0]?.cursor !== row.cursor || truth === null) return findings;
  const words = { ...truth, rom: romFile && `rom/${romFile}` };
  const older = new Set(versions.slice(1).map((version) => version.patchblob1_name));
  const hack = await verifyMeta(
    {
      folder: 'hacks',
      name: gameid,
      what: gameid,
      truth: words,
      expected: rows.hasQueued(gameid),
      made: () => hackJson(row, words),
      // Not every tool updates a file that an older version left.
      speaksOfOther: ({ patchblob1_name: name }) => name !== null && older.has(name) && name !== row.patchblob1_name,
    },
    deps,
  );
  const told = await hackFindings(row, { record, words }, deps);
  // A file of another hack is made again as a whole.
  return told.some((finding) => finding.damage) ? [...findings, ...told] : [...findings, ...hack, ...told];
}

/** Addresses may change while the hack stays the same. */
const ADDRESSES: ReadonlySet<string> = new Set(['url', 'download_url', 'name_href', 'author_href']);

/** The record in a hack's file may be a later one, different in what warrants no version, but not of another hack. */
async function hackFindings(
  row: VersionRow,
  { record, words }: { readonly record: GameRecord | null; readonly words: ArchiveFields },
  deps: VerifyDeps,
): Promise<readonly Finding[]> {
  const { gameid } = row;
  if (gameid === null || record === null || !deps.rows.hasQueued(gameid)) return [];
  const file = await hackFileOf(gameid, deps);
  const there = file && recordOf(withoutWords(file));
  const made = recordOf(record.normalized);
  const place: Place = { kind: 'json', what: gameid, where: `hacks/${gameid}` };
  if (file !== null && there === null) return [notice(place, 'It contains no record of the hack.')];
  if (there === null || made === null) return [];
  if (there.id !== made.id) {
    const run = (): Promise<void> => deps.files.replace('hacks', gameid, jsonText(hackJson(row, words)));
    return [damage(place, `It is about hack ${there.id}.`, { how: 'recreated from the rows', run })];
  }
  const { columns } = gameChange({ columns: made.columns, json: null }, there);
  const other = Object.keys(columns).filter((column) => !ADDRESSES.has(column));
  return other.length === 0 ? [] : [notice(place, `It disagrees with gvjsondata about ${other.join(', ')}.`)];
}

/** A lost record is taken from the file of the hack, if that is of this version. */
async function recordFinding(row: VersionRow, deps: VerifyDeps): Promise<Finding> {
  const { cursor, gameid } = row;
  const place: Place = { kind: 'json', what: titleOf(row), where: 'gameversions.gvjsondata' };
  const record = gameid === null ? null : await recordInHack(gameid, row, deps);
  const run = (): Promise<void> =>
    deps.repairs.setColumns('gameversions', cursor, { gvjsondata: JSON.stringify(record?.raw) });
  return damage(place, 'It is not a JSON object.', record && { how: `taken from hacks/${record.id}`, run });
}

/** A version of a game other than its record's; it is moved to its own game, unless that has a version of this number already. */
function wrongId(row: VersionRow, id: string, deps: VerifyDeps): Finding {
  const { rows, repairs } = deps;
  const free = rows.versionsOf(id).every(({ version }) => version !== row.version);
  const mend: Repair = {
    how: 'set to the id of its record',
    run: () => repairs.setColumns('gameversions', row.cursor, { gameid: id }),
    recheck: () => fileFindings({ ...row, gameid: id }, deps),
  };
  const place: Place = { kind: 'row', what: titleOf(row), where: 'gameversions.gameid' };
  return damage(place, `Its record is that of hack ${id}.`, free ? mend : null);
}

async function romFindings(row: VersionRow, rom: string, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { files, ledger } = deps;
  const name = romFileOf(row.gameid, rom);
  if (name === null) return [];
  const where = `rom/${name}`;
  ledger.know(where);
  if (ledger.claims(where)) return [];
  const [what, recover] = [titleOf(row), () => recoverRom(rom, deps)];
  if (wroteRom(row, deps)) return verifyWritten({ kind: 'rom', name, what, recover }, deps);
  if (!ledger.first(where) || (await files.sizeOf('rom', name)) !== null) return [];
  return [notice({ kind: 'rom', what, where }, 'There is no such file.')];
}

/** Whether `romflow update` made the ROM from the version's own ZIP and sealed the patch, even if for another game. */
function wroteRom({ gameid, patchblob1_name: blob, local_resource_filename: zip }: VersionRow, { rows }: VerifyDeps) {
  if (gameid === null || blob === null || zip === null) return false;
  return rows.blobNamed(blob)?.zip_source != null && rows.hasQueued(gameid);
}

/** `hacks/<id>`, made from the row. */
function hackJson({ gameid, name, gvjsondata }: VersionRow, words: ArchiveFields): JsonObject {
  const record = recordOf(parseJsonObject(gvjsondata ?? ''));
  return { ...(record?.normalized ?? { id: gameid, name }), ...knownArchiveFields(words) };
}

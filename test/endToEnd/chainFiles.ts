import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openBlob } from '../../src/formats/blob.js';
import { deriveKey, encodePatchKey, parseSalt, romPassword } from '../../src/formats/blobKey.js';
import { shake128Name } from '../../src/formats/hashes.js';
import type { ChainRows, PatchBlobRow } from './chainRows.js';

const words = z.object({
  patch: z.string(),
  pat_sha224: z.string(),
  pat_sha1: z.string(),
  pat_shake_128: z.string(),
  result_sha224: z.string(),
  result_sha1: z.string(),
  result_shake1: z.string(),
  rom: z.string(),
  patchblob1_name: z.string(),
  patchblob1_key: z.string(),
  patchblob1_sha224: z.string(),
  romblob_salt: z.string(),
  romblob_name: z.string(),
});

type Words = z.infer<typeof words>;

const hackJson = words.extend({ id: z.string(), name: z.string() });
const patMeta = words.partial().extend({ id: z.string(), patch_filename: z.string(), pat_sha224: z.string() });
const romMeta = words.partial().extend({ id: z.string(), patch_filename: z.string(), result_sha224: z.string() });

/** Files of an archive that are missing or do not match the rows. */
export async function fileProblems(rows: ChainRows, root: string, baseRom?: Buffer): Promise<readonly string[]> {
  const files = archiveFiles(root);
  const problems: string[] = [];
  for (const blob of rows.blobs) {
    const data = rows.attachments.find(({ file_name }) => file_name === blob.patchblob1_name)?.file_data;
    const wrong = [...blobFileProblems(files, blob, data), ...metaProblems(files, blob)];
    problems.push(...wrong.map((what) => `${blob.patchblob1_name}: ${what}`));
  }
  // Ordered by version: the last one of each game wins.
  const latest = new Map(rows.games.map((game) => [game.gameid, game]));
  const checked = [...latest.values()].map(async ({ gameid, patchblob1_name }) => {
    const blob = rows.blobs.find((row) => row.patchblob1_name === patchblob1_name);
    const wrong = blob === undefined ? [] : await hackProblems(files, gameid, blob, baseRom);
    return wrong.map((what) => `hacks/${gameid}: ${what}`);
  });
  problems.push(...(await Promise.all(checked)).flat());
  const temporary = files.list('temp');
  if (temporary.length > 0) problems.push(`temp/ still holds ${temporary.join(', ')}`);
  return problems;
}

interface ArchiveFiles {
  /** Null if it is not there. */
  readonly read: (path: string) => Buffer | null;
  /** Names in a folder; none if it is not there. */
  readonly list: (folder: string) => readonly string[];
}

function archiveFiles(root: string): ArchiveFiles {
  const unlessMissing = <T>(work: () => T, instead: T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
      throw error;
    }
  };
  return {
    read: (path) => unlessMissing<Buffer | null>(() => readFileSync(join(root, path)), null),
    list: (folder) => unlessMissing<readonly string[]>(() => readdirSync(join(root, folder)), []),
  };
}

function blobFileProblems(files: ArchiveFiles, blob: PatchBlobRow, data: Buffer | undefined): readonly string[] {
  const sealed = files.read(`blobs/${blob.patchblob1_name}`);
  const problems: string[] = [];
  if (sealed === null) problems.push('no blob file');
  else if (data !== undefined && !sealed.equals(data)) problems.push('its blob file is not file_data');
  if (!blob.patchblob1_name.endsWith(`_${blob.patchblob1_sha224.slice(0, 10)}`))
    problems.push('its name lacks its hash');
  const patch = files.read(blob.patch_name);
  if (patch === null) problems.push(`no ${blob.patch_name}`);
  else if (!sameDigests(patch, blob.pat_sha224, blob.pat_sha1, blob.pat_shake_128)) problems.push('another patch file');
  return problems;
}

function metaProblems(files: ArchiveFiles, blob: PatchBlobRow): readonly string[] {
  const problems: string[] = [];
  const pat = parseJson(patMeta, files.read(`pat_meta/${blob.pat_shake_128}`));
  if (typeof pat === 'string') problems.push(`pat_meta ${pat}`);
  else if (pat.pat_sha224 !== blob.pat_sha224) problems.push('pat_meta is of another patch');
  const rom = parseJson(romMeta, files.read(`rom_meta/${blob.result_shake1}`));
  if (typeof rom === 'string') problems.push(`rom_meta ${rom}`);
  else if (rom.result_sha224 !== blob.result_sha224) problems.push('rom_meta is of another ROM');
  return problems;
}

async function hackProblems(
  files: ArchiveFiles,
  gameid: string,
  blob: PatchBlobRow,
  baseRom: Buffer | undefined,
): Promise<readonly string[]> {
  const hack = parseJson(hackJson, files.read(`hacks/${gameid}`));
  if (typeof hack === 'string') return [hack];
  const problems: string[] = [];
  const { patch_name: patch, pat_sha224, pat_sha1, pat_shake_128, result_sha224, result_sha1, result_shake1 } = blob;
  const { patchblob1_name, patchblob1_key, patchblob1_sha224 } = blob;
  const rom = `rom/${gameid}_${result_shake1}.sfc`;
  const expected = {
    id: gameid,
    patch,
    pat_sha224,
    pat_sha1,
    pat_shake_128,
    rom,
    result_sha224,
    result_sha1,
    result_shake1,
    patchblob1_name,
    patchblob1_key,
    patchblob1_sha224,
  };
  const actual: Readonly<Record<string, unknown>> = hack;
  for (const [name, value] of Object.entries(expected)) {
    if (actual[name] !== value) problems.push(`${name} is not ${value}`);
  }
  const bytes = files.read(rom);
  if (bytes === null) problems.push(`no ${rom}`);
  else if (!sameDigests(bytes, result_sha224, result_sha1, result_shake1)) problems.push(`${rom} is another ROM`);
  return [...problems, ...(await romBlobProblems(files.read(`blobs/${hack.romblob_name}`), hack, baseRom))];
}

const LARGEST_ROM = 16 * 1024 * 1024;

async function romBlobProblems(
  sealed: Buffer | null,
  { romblob_name, romblob_salt, pat_sha224, patchblob1_key, result_sha224 }: Words,
  baseRom: Buffer | undefined,
): Promise<readonly string[]> {
  if (sealed === null) return [`no ${romblob_name}`];
  if (!romblob_name.endsWith(`_${hex('sha224', sealed).slice(0, 10)}`)) return [`${romblob_name} lacks its own hash`];
  if (baseRom === undefined) return [];
  try {
    const salt = parseSalt(romblob_salt);
    const [patchKey, romKey] = await Promise.all([
      deriveKey(pat_sha224, salt),
      deriveKey(romPassword(baseRom, pat_sha224), salt),
    ]);
    const rom = await openBlob(sealed, [romKey], LARGEST_ROM);
    return [
      ...(encodePatchKey(patchKey) === patchblob1_key ? [] : ['romblob_salt does not give patchblob1_key']),
      ...(hex('sha224', rom) === result_sha224 ? [] : [`${romblob_name} holds another ROM`]),
    ];
  } catch (error) {
    return [`${romblob_name} does not decode: ${String(error)}`];
  }
}

/** The file's content, or a description of what is wrong with it. */
function parseJson<T>(schema: z.ZodType<T>, bytes: Buffer | null): T | string {
  if (bytes === null) return 'is missing';
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'));
    const result = schema.safeParse(Array.isArray(json) && json.length === 1 ? json[0] : json);
    return result.success ? result.data : z.prettifyError(result.error);
  } catch {
    return 'is no JSON';
  }
}

const sameDigests = (bytes: Buffer, sha224: string, sha1: string, shake: string): boolean =>
  hex('sha224', bytes) === sha224 && hex('sha1', bytes) === sha1 && shake128Name(bytes) === shake;

const hex = (algorithm: string, bytes: Buffer): string => createHash(algorithm).update(bytes).digest('hex');

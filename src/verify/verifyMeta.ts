import {
  type ArchiveField,
  type ArchiveFields,
  contradictions,
  jsonText,
  missingFields,
  parseJsonObject,
  readArchiveFields,
} from '../formats/archiveFields.js';
import { ItemError } from '../model/errors.js';
import type { JsonObject } from '../model/game.js';
import type { Finding, Place } from '../model/verify.js';
import { type VerifyDeps, damage, notice } from './verifyDeps.js';

/** A JSON file and what it must say. */
export interface MetaCheck {
  readonly folder: 'hacks' | 'pat_meta' | 'rom_meta';
  readonly name: string;
  /** The blob or game that it belongs to. */
  readonly what: string;
  /** Null means unknown. */
  readonly truth: ArchiveFields;
  /** Whether `romflow update` wrote it, so that its absence is damage. */
  readonly expected: boolean;
  /** The whole file, for when it has to be made again; null when there is nothing to make it from. */
  readonly made: () => JsonObject | null;
  /** Whether the file may be about a blob other than this one. */
  readonly speaksOfOther: (words: ArchiveFields) => boolean;
}

/** The words that hold for every blob of the patch, or of the ROM, that a file is named after. */
const SHARED: Readonly<Record<MetaCheck['folder'], readonly ArchiveField[]>> = {
  hacks: [],
  pat_meta: ['patch', 'pat_sha1', 'pat_sha224', 'pat_shake_128'],
  rom_meta: ['result_sha1', 'result_sha224', 'result_shake1'],
};

/** Reads a JSON file of `hacks/`, `pat_meta/` or `rom_meta/` and checks its words against what is true. */
export async function verifyMeta(check: MetaCheck, { files }: Pick<VerifyDeps, 'files'>): Promise<readonly Finding[]> {
  const { folder, name, what, truth, expected } = check;
  const place: Place = { kind: 'json', what, where: `${folder}/${name}` };
  const made = check.made();
  const mend = made && {
    how: 'recreated from the rows',
    run: () => files.replace(folder, name, jsonText(made)),
  };
  let bytes: Buffer | null;
  try {
    bytes = await files.read(folder, name);
  } catch (error) {
    if (error instanceof ItemError) return [damage(place, error.message)];
    throw error;
  }
  if (bytes === null)
    return [expected ? damage(place, 'It is missing.', mend) : notice(place, 'There is no such file.')];
  const json = parseJsonObject(bytes.toString('utf8'));
  if (json === null) return [damage(place, 'It is not a JSON object.', mend)];

  const words = readArchiveFields(json);
  const wrong = contradictions(words, truth);
  const other = check.speaksOfOther(words);
  const counted = other ? wrong.filter((word) => SHARED[folder].includes(word)) : wrong;
  const lacking = expected && !other ? missingFields(words, truth) : [];
  const corrected = [...counted, ...lacking];
  if (corrected.length === 0) return [];
  const right = Object.fromEntries(corrected.map((word) => [word, truth[word]]));
  const run = (): Promise<void> => files.replace(folder, name, jsonText({ ...json, ...right }));
  const correct = { how: 'set to match the blob and its row', run };
  return counted.length > 0
    ? [damage(place, `It disagrees with the blob and its row about ${counted.join(', ')}.`, correct)]
    : [notice(place, `It lacks ${lacking.join(', ')}.`, correct)];
}

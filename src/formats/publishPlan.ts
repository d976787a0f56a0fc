import type { ScrapedEntry } from '../model/gamelist.js';
import type { FileStamp, PublishedRom } from '../model/published.js';
import type { ResultHashes } from './romAgreement.js';

/** A hack of the archive, as far as it matters where its ROM goes. */
export interface PublishableHack {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Of its patch. */
  readonly blob: string;
  /** Lower-case hex; null in rows that do not tell. */
  readonly patSha224: string | null;
  /** What the patch makes of the base ROM, as far as that is recorded. */
  readonly hashes: ResultHashes;
  /** The address of its screenshot, as the site gives it; null when it has none. */
  readonly image: string | null;
  /** Its entry in the gamelist, but for the path. */
  readonly entry: Omit<ScrapedEntry, 'path'>;
}

/** What stands at a path. */
export type Seen =
  | { readonly is: 'nothing' }
  /** The file that was written for the hack, untouched. */
  | { readonly is: 'written'; readonly stamp: FileStamp }
  /** The same bytes, but the file was touched. */
  | { readonly is: 'same'; readonly stamp: FileStamp }
  /** The very bytes that are to be written. */
  | { readonly is: 'wanted'; readonly stamp: FileStamp; readonly sha224: string }
  | { readonly is: 'other' };

/** What is to be done for a hack's ROM. */
export type RomStep =
  /** All is as it should be. */
  | { readonly do: 'keep' }
  /** The right file is there, and only has to be remembered. */
  | { readonly do: 'note'; readonly file: FileStamp & { readonly sha224: string } }
  /** In the place of what was seen there; null: of nothing. */
  | { readonly do: 'write'; readonly seen: FileStamp | null }
  /** As it was seen, under its new name; then written anew where it is of an older version. */
  | {
      readonly do: 'move';
      readonly from: string;
      readonly seen: FileStamp;
      readonly sha224: string;
      readonly write: boolean;
    }
  | { readonly do: 'leave'; readonly why: string; readonly edited: boolean };

/** A hack whose ROM has a place. */
export interface PlacedHack {
  readonly hack: PublishableHack;
  /** Below the ROM folder, with `/`. */
  readonly path: string;
  /** What was written for it before; null: nothing. */
  readonly row: PublishedRom | null;
  readonly step: RomStep;
}

export const TAKEN: RomStep = {
  do: 'leave',
  why: 'files that romflow did not write already have its names',
  edited: false,
};
const EDITED: RomStep = {
  do: 'leave',
  why: 'the file was changed after romflow wrote it, and stays as it is',
  edited: true,
};

/**
 * Decides what becomes of a hack's ROM. A file that is neither what was written for the hack nor what is to be written is the
 * user's, and stays.
 *
 * @param path - where it is to be
 * @param here - what stands where it was written, if it was
 * @param there - what stands at `path`; the same, where that is the same
 */
export function romStep(
  hack: Pick<PublishableHack, 'version' | 'blob' | 'hashes'>,
  row: PublishedRom | null,
  path: string,
  { here, there }: { readonly here: Seen; readonly there: Seen },
): RomStep {
  const placed = stepAt(there, hack, row, path) ?? TAKEN;
  if (row === null) return placed;
  if (here.is === 'other') return EDITED;
  if (row.path === path || here.is === 'nothing') return placed;
  if (there.is !== 'nothing') return TAKEN;
  const move = { do: 'move', from: row.path, seen: here.stamp } as const;
  return here.is === 'wanted'
    ? { ...move, sha224: here.sha224, write: false }
    : { ...move, sha224: row.sha224, write: !isCurrent(hack, row) };
}

/** What is to be done at the ROM's place; null when another file has it. */
function stepAt(
  seen: Seen,
  hack: Pick<PublishableHack, 'version' | 'blob' | 'hashes'>,
  row: PublishedRom | null,
  path: string,
): RomStep | null {
  if (seen.is === 'other') return null;
  if (seen.is === 'nothing') return { do: 'write', seen: null };
  if (seen.is === 'wanted') return { do: 'note', file: { ...seen.stamp, sha224: seen.sha224 } };
  if (row === null || !isCurrent(hack, row)) return { do: 'write', seen: seen.stamp };
  const known = seen.is === 'written' && row.path === path && row.blob === hack.blob && row.version === hack.version;
  return known ? { do: 'keep' } : { do: 'note', file: { ...seen.stamp, sha224: row.sha224 } };
}

/** Whether what was written is what the hack's patch makes today. */
function isCurrent({ blob, hashes }: Pick<PublishableHack, 'blob' | 'hashes'>, row: PublishedRom): boolean {
  return row.blob === blob || row.sha224 === hashes.result_sha224?.toLowerCase();
}

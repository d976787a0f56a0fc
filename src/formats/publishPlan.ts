import type { ScrapedEntry } from '../model/gamelist.js';
import type { FileStamp, PublishedRom } from '../model/published.js';
import type { ResultHashes } from './romAgreement.js';

/** A hack of the archive, as far as publishing its ROM is concerned. */
export interface PublishableHack {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** The name of its patch's blob. */
  readonly blob: string;
  /** Lower-case hex; null in rows that lack it. */
  readonly patSha224: string | null;
  /** The hashes of the patched ROM, as far as recorded. */
  readonly hashes: ResultHashes;
  /** The URL of its screenshot, as the site gives it; null if it has none. */
  readonly image: string | null;
  /** Its gamelist entry, without the path. */
  readonly entry: Omit<ScrapedEntry, 'path'>;
}

/** What was found at a path. */
export type Seen =
  | { readonly is: 'nothing' }
  /** The file that was written for the hack, untouched. */
  | { readonly is: 'written'; readonly stamp: FileStamp }
  /** The same bytes, but the file has been touched since. */
  | { readonly is: 'same'; readonly stamp: FileStamp }
  /** Exactly the bytes that are to be written. */
  | { readonly is: 'wanted'; readonly stamp: FileStamp; readonly sha224: string }
  | { readonly is: 'other' };

/** The action to take for a hack's ROM. */
export type RomStep =
  /** Everything is up to date. */
  | { readonly do: 'keep' }
  /** The right file is there, and only needs to be recorded. */
  | { readonly do: 'note'; readonly file: FileStamp & { readonly sha224: string } }
  /** Replaces what was seen there; null: nothing was. */
  | { readonly do: 'write'; readonly seen: FileStamp | null }
  /** Renames the file that was seen; then rewrites it if it is from an older version. */
  | {
      readonly do: 'move';
      readonly from: string;
      readonly seen: FileStamp;
      readonly sha224: string;
      readonly write: boolean;
    }
  | { readonly do: 'leave'; readonly why: string; readonly edited: boolean };

/** A hack, the place of its ROM, and what to do there. */
export interface PlacedHack {
  readonly hack: PublishableHack;
  /** Below the ROM folder, with `/`. */
  readonly path: string;
  /** What was written for it before; null if nothing was. */
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
 * Decides what to do about a hack's ROM. A file that is neither what was written for the hack nor what is to be written
 * belongs to the user and is left alone.
 *
 * @param path - where it should be
 * @param here - what is at the path where it was written, if it was
 * @param there - what is at `path`; the same as `here` if the paths are the same
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

/** The action at the ROM's place; null if another file occupies it. */
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

/** Whether the file that was written is what the hack's patch produces today. */
function isCurrent({ blob, hashes }: Pick<PublishableHack, 'blob' | 'hashes'>, row: PublishedRom): boolean {
  return row.blob === blob || row.sha224 === hashes.result_sha224?.toLowerCase();
}

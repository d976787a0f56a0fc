/** The folders of an archive, by the names that the configuration uses for them, and that they have unless it says otherwise. */
export const ARCHIVE_FOLDERS = [
  'zips',
  'patch',
  'rom',
  'blobs',
  'temp',
  'hacks',
  'meta',
  'pat_meta',
  'rom_meta',
] as const;

export type ArchiveFolder = (typeof ARCHIVE_FOLDERS)[number];

/** Absolute paths. */
export type ArchivePaths = Readonly<Record<ArchiveFolder, string>>;

/** Something of each folder. Spelled out, so that the compiler sees that none lacks. */
export const ofEachFolder = <T>(of: (folder: ArchiveFolder) => T): Record<ArchiveFolder, T> => ({
  zips: of('zips'),
  patch: of('patch'),
  rom: of('rom'),
  blobs: of('blobs'),
  temp: of('temp'),
  hacks: of('hacks'),
  meta: of('meta'),
  pat_meta: of('pat_meta'),
  rom_meta: of('rom_meta'),
});

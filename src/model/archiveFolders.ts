/** The folders of an archive, by their names in the configuration, which are also their default names on disk. */
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

/** One value per folder. Spelled out so that the compiler catches a missing one. */
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

import { constants, createReadStream } from 'node:fs';
import { access, lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type MediaFormat, mediaFormats } from '../formats/media/mediaFormats.js';
import { mediaPath } from '../formats/media/mediaPath.js';
import { type MediumDigests, mediumDigests } from '../formats/media/mediumDigests.js';
import { ArchiveError, MediaError, RomError } from '../model/errors.js';
import { MEDIA_KIND_NAMES, type MediaKind } from '../model/mediaKind.js';
import { type Disk, disk, writeFileIf } from './atomicFile.js';
import { concernsOnePlace, diskError, readError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { isGone } from './isGone.js';
import { makeFolder } from './makeFolder.js';
import { type MediaIndex, readMediaIndex, sweepMedia } from './mediaIndex.js';
import { assertWithin, isPlainName } from './mediaPlace.js';
import { moveAside } from './moveAside.js';
import { removeIfExists } from './removeIfExists.js';
import { statOrNull } from './statOrNull.js';

/** A medium on the disk. */
export interface MediaFile {
  /** Below the media folder, with `/`: `snes/covers/sub/Game.png`. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

/** A medium that was moved; both paths are below the media folder, with `/`. */
export interface MovedMedium {
  readonly file: string;
  readonly to: string;
}

/** The media of one system. A stem is {@link import('../model/romFile.js').RomFile.mediaStem}. */
export interface MediaFiles {
  /** Reads the folders of some kinds once, so that many ROMs can be checked without a lookup for each file. */
  readonly index: (kinds: readonly MediaKind[]) => Promise<MediaIndex>;
  /** The file that ES-DE would show; null if there is none. */
  readonly find: (kind: MediaKind, stem: string) => Promise<MediaFile | null>;
  /** The same, hashed. */
  readonly digest: (kind: MediaKind, stem: string) => Promise<(MediaFile & MediumDigests) | null>;
  /**
   * Whether there is a file, with any extension, that was not stored here.
   *
   * @param own - sha1, lower-case hex, of the file that was stored here; null if none was
   */
  readonly hasOther: (kind: MediaKind, stem: string, own: string | null) => Promise<boolean>;
  /** Checks that a medium can be stored, as far as its place is concerned, before anything is asked for; creates nothing. */
  readonly prepare: (kind: MediaKind, stem: string) => Promise<void>;
  /** Writes a medium whole or not at all, replacing whatever the game had of this kind, with any extension. */
  readonly store: (kind: MediaKind, stem: string, format: MediaFormat, bytes: Buffer) => Promise<MediaFile>;
  /**
   * Moves a medium to `<media>/CLEANUP/<system>`, never overwriting anything there.
   *
   * @returns null, with nothing moved, if there is no such medium or it is the game's last one
   */
  readonly retire: (kind: MediaKind, stem: string) => Promise<MovedMedium | null>;
  /**
   * Makes room for a medium that is to be stored: moves whatever else is in its place, with any extension, to
   * `<media>/CLEANUP/<system>`, never overwriting anything there.
   *
   * @param own - sha1, lower-case hex, of the file that was stored here and may be overwritten; null if there is none
   */
  readonly setAside: (kind: MediaKind, stem: string, own: string | null) => Promise<readonly MovedMedium[]>;
  /** Removes files that a killed run left half-written, and returns how many there were. Only while nobody else is writing. */
  readonly sweep: () => Promise<number>;
}

const RETIRED = 'CLEANUP';

/**
 * @param mediaRoot - ES-DE's media folder, absolute
 * @param system - short name of the system
 * @throws RomError - the system's name or, from every method, a stem leads out of the folder; something other than a
 *   file is in the place of a medium that is to be stored; a file or folder of the system cannot be read or written
 * @throws ArchiveError - from every method, when the disk fails, or the media folder is not a folder, or may not be
 *   read or written itself
 */
export function mediaFiles(mediaRoot: string, system: string, on: Disk = disk): MediaFiles {
  if (!isPlainName(system)) {
    throw new RomError(
      `A media folder cannot be named ${JSON.stringify(system)}: rename the system in es_systems.xml.`,
    );
  }
  const root = join(mediaRoot, system);

  /** Where the files of a stem lie, one for each format, once it is certain that they lie where they should. */
  const placeOf = async (kind: MediaKind, stem: string): Promise<(format: MediaFormat) => Place> => {
    const at = (format: MediaFormat): Place => {
      const below = mediaPath(kind, stem, format);
      return { path: join(root, ...below.split('/')), file: `${system}/${below}` };
    };
    await assertWithin(join(root, kind), at(mediaFormats(kind)[0]).path);
    return at;
  };

  /** All files of a stem and kind, starting with the one that ES-DE would show. */
  async function* lying(kind: MediaKind, stem: string): AsyncGenerator<Place & MediaFile, void, undefined> {
    const at = await placeOf(kind, stem);
    for (const format of mediaFormats(kind)) {
      const size = await sizeOf(at(format).path);
      if (size !== null) yield { ...at(format), size };
    }
  }

  const locate = async (kind: MediaKind, stem: string): Promise<(Place & MediaFile) | null> =>
    (await lying(kind, stem).next()).value ?? null;

  const movedAside = async ({ path, file }: Place): Promise<MovedMedium> => ({
    file,
    to: await moveAside(path, mediaRoot, `${RETIRED}/${file}`, on),
  });

  const isOnlyMedium = async (kind: MediaKind, stem: string): Promise<boolean> => {
    for (const other of MEDIA_KIND_NAMES) {
      if (other !== kind && (await locate(other, stem)) !== null) return false;
    }
    return true;
  };

  /** Other systems' media can still be handled, unless it is the disk that fails, or the media folder itself. */
  const ofThisSystem =
    (usable: (folder: string) => Promise<unknown>) =>
    async (error: unknown): Promise<never> => {
      const alone = error instanceof ArchiveError && concernsOnePlace(error);
      if (!alone || !(await isWell(() => usable(mediaRoot)))) throw error;
      throw new RomError(error.message, { cause: error });
    };
  const read = ofThisSystem(readable);
  const written = ofThisSystem(writable);

  const find = async (kind: MediaKind, stem: string): Promise<MediaFile | null> => {
    const found = await locate(kind, stem);
    return found && { file: found.file, size: found.size };
  };

  const digest = async (kind: MediaKind, stem: string): Promise<(MediaFile & MediumDigests) | null> => {
    const found = await locate(kind, stem);
    return found && { file: found.file, ...(await digestsOf(found.path)) };
  };

  /** The files that were not stored here. */
  async function* others(kind: MediaKind, stem: string, own: string | null): AsyncGenerator<Place, void, undefined> {
    for await (const found of lying(kind, stem)) {
      if (own === null || (await digestsOf(found.path)).sha1 !== own) yield found;
    }
  }

  const hasOther = async (kind: MediaKind, stem: string, own: string | null): Promise<boolean> =>
    (await others(kind, stem, own).next()).done !== true;

  const prepare = async (kind: MediaKind, stem: string): Promise<void> => {
    const at = await placeOf(kind, stem);
    await assertUsable(dirname(at(mediaFormats(kind)[0]).path));
    for (const format of mediaFormats(kind)) await assertFree(at(format).path);
  };

  const store = async (kind: MediaKind, stem: string, format: MediaFormat, bytes: Buffer): Promise<MediaFile> => {
    const at = await placeOf(kind, stem);
    const { path, file } = at(format);
    for (const each of mediaFormats(kind)) await assertFree(at(each).path);
    // The old file gets the new name first, so that a run that is killed never leaves both.
    const makeWay = async (): Promise<true> => {
      const old = await locate(kind, stem);
      if (old !== null && old.path !== path) await on.rename(old.path, path);
      return true;
    };
    await write(path, bytes, makeWay, on);
    for (const other of mediaFormats(kind)) if (other !== format) await removeIfExists(at(other).path);
    return { file, size: bytes.length };
  };

  const retire = async (kind: MediaKind, stem: string): Promise<MovedMedium | null> => {
    const found = await locate(kind, stem);
    if (found === null || (await isOnlyMedium(kind, stem))) return null;
    return movedAside(found);
  };

  const setAside = async (kind: MediaKind, stem: string, own: string | null): Promise<readonly MovedMedium[]> => {
    const moved: MovedMedium[] = [];
    for await (const other of others(kind, stem, own)) moved.push(await movedAside(other));
    return moved;
  };

  const sweep = async (): Promise<number> =>
    (await sweepMedia(root)) + (await sweepMedia(join(mediaRoot, RETIRED, system)));

  return {
    index: (kinds) => readMediaIndex(root, kinds).catch(read),
    sweep: () => sweep().catch(read),
    find: (...medium) => find(...medium).catch(read),
    digest: (...medium) => digest(...medium).catch(read),
    hasOther: (...medium) => hasOther(...medium).catch(read),
    prepare: (...medium) => prepare(...medium).catch(written),
    store: (...medium) => store(...medium).catch(written),
    retire: (...medium) => retire(...medium).catch(written),
    setAside: (...medium) => setAside(...medium).catch(written),
  };
}

const readable = (folder: string): Promise<unknown> => readdir(folder);

/** On Windows, where permissions work differently, folders seem writable more often than they are. */
const writable = (folder: string): Promise<void> => access(folder, constants.W_OK | constants.X_OK);

const isWell = (act: () => Promise<unknown>): Promise<boolean> =>
  act().then(
    () => true,
    () => false,
  );

interface Place {
  /** Absolute. */
  readonly path: string;
  /** Below the media folder, with `/`. */
  readonly file: string;
}

/** There is no such file, or there cannot be one. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL']);

/** The size of a file that is not empty: an empty one, as a full disk leaves behind, is not a medium. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size > 0 ? found.size : null;
  } catch (error) {
    if (ABSENT.has(errorCode(error) ?? '')) return null;
    throw readError('Cannot read', path, error);
  }
}

async function digestsOf(path: string): Promise<MediumDigests> {
  try {
    return await mediumDigests(createReadStream(path));
  } catch (error) {
    throw readError('Cannot read', path, error);
  }
}

/** If something else occupies a file's place, the disk is fine, and the other media have places of their own. */
async function assertFree(path: string): Promise<void> {
  const there = await statOrNull(path, stat);
  if (there?.isFile() === true) return;
  if (there !== null) {
    const what = there.isDirectory() ? 'A folder' : 'A device, a pipe or a socket';
    throw new RomError(`${what} is in the place of ${path}; move it away.`);
  }
  // Its target may be on a disk that is not mounted.
  if ((await statOrNull(path, lstat)) !== null) {
    throw new RomError(`A dangling link is in the place of ${path}; repair or remove it.`);
  }
}

async function write(path: string, bytes: Buffer, makeWay: () => Promise<true>, on: Disk): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeFileIf(path, bytes, makeWay, on);
  } catch (error) {
    const cause = error instanceof ArchiveError ? error.cause : null;
    const code = errorCode(cause);
    if (code === 'ENAMETOOLONG') {
      throw new MediaError(`The name of ${path} is too long for its disk; give the ROM a shorter name.`, { cause });
    }
    // Such as a name with a colon, on a memory card; some of its drivers report that nothing is there.
    if (code === 'EINVAL' || (code === 'ENOENT' && !isGone(dirname(path)))) {
      throw new MediaError(`The disk does not accept the name of ${path}; rename the ROM or its folder.`, { cause });
    }
    throw error;
  }
}

/** Checks, without creating anything, that a folder can be created if it is missing, and written to. */
async function assertUsable(folder: string): Promise<void> {
  // A dangling link is in the way, too.
  const there = await statOrNull(folder, lstat);
  if (there === null && dirname(folder) !== folder) return assertUsable(dirname(folder));
  await makeFolder(folder);
  await writable(folder).catch((error: unknown) => {
    throw diskError('Cannot write to', folder, error);
  });
}

import type { Entry } from 'yauzl-promise';
import { ZipError } from '../model/errors.js';
import type { PatchCandidate } from '../model/patch.js';
import { patchKind } from './patch.js';
import { isPatchPath, scorePatch } from './patchScore.js';
import { type BadEntry, readDirectory } from './zipDirectory.js';

/** A download with patches in it: a ZIP, or a bare patch treated as a ZIP of one entry. */
export interface PatchZip {
  /** Best score first, ties in the ZIP's order. */
  readonly candidates: readonly PatchCandidate[];
  /** Entries whose central directory record is broken, whatever they are. */
  readonly bad: readonly BadEntry[];
  /**
   * Returns the bytes of one of `candidates` (that very object), inflated anew on each call and not cached.
   *
   * Rejects with a {@link ZipError} when the entry is encrypted, a symbolic link, damaged, compressed by a method other
   * than deflate, or over a limit.
   */
  readonly read: (candidate: PatchCandidate) => Promise<Buffer>;
}

/** What one ZIP may cost, counted in bytes that actually come out of it. */
export interface ZipLimits {
  /** Bytes of one entry. */
  readonly entryBytes: number;
  /** Bytes of all entries that are read; an entry that is read twice counts once. */
  readonly totalBytes: number;
  /** Entries of any kind. */
  readonly entries: number;
}

const MIB = 1024 * 1024;
const ZIP_LIMITS: ZipLimits = { entryBytes: 32 * MIB, totalBytes: 128 * MIB, entries: 4096 };

const STORED = 0;
const DEFLATED = 8;

/**
 * Opens a download: a ZIP, or a patch without one, told apart by content.
 *
 * @param bytes - the download
 * @param fileName - the file's name in the URL, for a bare patch; shown and recorded, never used as a path
 * @throws {@link ZipError} when it is neither
 */
export async function openPatchFile(bytes: Buffer, fileName: string, limits = ZIP_LIMITS): Promise<PatchZip> {
  if (patchKind(bytes) === null) return openZip(bytes, limits);
  if (bytes.length > limits.entryBytes) {
    throw new ZipError(`The patch has ${bytes.length} bytes, more than the ${limits.entryBytes} allowed.`);
  }
  const candidate = { path: fileName, size: bytes.length, score: scorePatch(fileName, bytes.length) };
  return { candidates: [candidate], bad: [], read: () => Promise.resolve(bytes) };
}

/**
 * Finds the patches in a ZIP without inflating anything yet. Nothing is ever written, and no name becomes a path.
 *
 * @param bytes - the whole ZIP; must not change while the result is in use
 * @throws {@link ZipError} when it is not a ZIP, its central directory is truncated or corrupt, or it has too many
 *   entries
 */
export async function openZip(bytes: Buffer, limits = ZIP_LIMITS): Promise<PatchZip> {
  const { entries, bad } = await readDirectory(bytes, limits.entries);
  const found = new Map<PatchCandidate, Entry>();
  for (const entry of entries) {
    const { filename: path, uncompressedSize: size } = entry;
    if (!isFolder(entry) && isPatchPath(path)) found.set({ path, size, score: scorePatch(path, size) }, entry);
  }
  const count = byteCounter(limits);
  const read = async (candidate: PatchCandidate): Promise<Buffer> => {
    const entry = found.get(candidate);
    if (entry === undefined) throw new ZipError(`${shown(candidate.path)} is not a candidate of this ZIP.`);
    try {
      return await inflate(entry, (size) => {
        count(entry, size);
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ZipError(`${shown(candidate.path)} cannot be read from the ZIP: ${reason}`, { cause: error });
    }
  };
  return { candidates: [...found.keys()].sort((a, b) => b.score - a.score), bad, read };
}

/**
 * Enforces the limits: told how many bytes of an entry there are so far, throws if they are too many. An entry that
 * declares too many is rejected before any are counted, so it uses up nothing of what the others may have.
 */
function byteCounter(limits: ZipLimits): (entry: Entry, size: number) => void {
  const sizes = new Map<Entry, number>();
  let total = 0;
  return (entry, size) => {
    if (Math.max(size, entry.uncompressedSize) > limits.entryBytes) {
      throw new ZipError(`it has more than ${limits.entryBytes} bytes.`);
    }
    const growth = size - (sizes.get(entry) ?? 0);
    if (growth <= 0) return;
    if (total + growth > limits.totalBytes) {
      throw new ZipError(`the ZIP's patches have more than ${limits.totalBytes} bytes.`);
    }
    total += growth;
    sizes.set(entry, size);
  };
}

/** Inflates one entry, checking its CRC and declared size; reports the size so far to `count` before keeping more. */
async function inflate(entry: Entry, count: (size: number) => void): Promise<Buffer> {
  if (entry.isEncrypted()) throw new ZipError('it is encrypted.');
  if (fileType(entry) === 0xa000) throw new ZipError('it is a symbolic link.');
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    throw new ZipError(`compression method ${entry.compressionMethod} is not supported, only deflate is.`);
  }
  count(0);
  const stream: AsyncIterable<Buffer> = await entry.openReadStream();
  // Allocated at the declared size, which the limits allow, so that the output is never held twice.
  const bytes = Buffer.allocUnsafe(entry.uncompressedSize);
  let size = 0;
  for await (const chunk of stream) {
    count(size + chunk.length);
    if (size + chunk.length > bytes.length)
      throw new ZipError(`it has more than the ${bytes.length} bytes it declares.`);
    chunk.copy(bytes, size);
    size += chunk.length;
  }
  return bytes.subarray(0, size);
}

/** The file type bits of the Unix mode; 0 if the ZIP was made elsewhere. */
const fileType = (entry: Entry): number => (entry.externalFileAttributes >>> 16) & 0xf000;

/** A folder by its attributes (Unix, DOS); one marked by its name ends in a slash and so never looks like a patch. */
const isFolder = (entry: Entry): boolean =>
  entry.uncompressedSize === 0 && (fileType(entry) === 0x4000 || (entry.externalFileAttributes & 0x10) !== 0);

/** A name from a ZIP, safe to print: control and formatting characters are replaced. */
const shown = (name: string): string => `"${name.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd')}"`;

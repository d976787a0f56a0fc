import { isAscii, isUtf8 } from 'node:buffer';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl-promise';
import { z } from 'zod';
import { ZipError } from '../model/errors.js';
import { zipWithin } from './zipWithin.js';

/** A record of the central directory that cannot be used. */
export interface BadEntry {
  /** As far as it can be read; shown, never used as a path. */
  readonly name: string;
  readonly reason: string;
}

export interface ZipDirectory {
  /** In the order of the central directory. */
  readonly entries: readonly Entry[];
  readonly bad: readonly BadEntry[];
}

const RECORD_SIGNATURE = 0x02014b50;
const RECORD_SIZE = 46;
const UNICODE_PATH_FIELD = 0x7075;

/** yauzl-promise's position in the central directory: its own, unpublished state (hence its pinned version). */
const position = z.object({ _entryCursor: z.number(), numEntriesRead: z.number(), footerOffset: z.number() });

/**
 * Reads a ZIP's central directory, continuing after every record that is itself broken.
 *
 * Bytes before and after the ZIP are ignored. Names are decoded as flag bit 11 or a Unicode Path extra field says.
 * Where neither does, they are UTF-8 if valid, as Finder writes them, else CP437. They may contain anything.
 *
 * @param file - contains the whole ZIP
 * @param maxEntries - how many entries a ZIP may have
 * @throws {@link ZipError} when it is not a ZIP, its central directory is truncated or corrupt, or it has too many
 *   entries
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.12 to 4.3.16
 */
export async function readDirectory(file: Buffer, maxEntries: number): Promise<ZipDirectory> {
  const bytes = zipWithin(file) ?? file;
  const zip = await open(bytes);
  if (zip.entryCount > maxEntries) {
    throw new ZipError(`The ZIP has ${zip.entryCount} entries, more than the ${maxEntries} allowed.`);
  }
  const entries: Entry[] = [];
  const bad: BadEntry[] = [];
  for (;;) {
    try {
      const nameAt = position.parse(zip)._entryCursor + RECORD_SIZE;
      const entry = await zip.readEntry();
      if (entry === null) return { entries, bad };
      const name = bytes.subarray(nameAt, nameAt + entry.filenameLength);
      if (isUnflaggedUtf8(name, entry)) entry.filename = name.toString('utf8');
      entries.push(entry);
    } catch (error) {
      bad.push({ name: skipRecord(zip, bytes), reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

async function open(bytes: Buffer): Promise<ZipFile> {
  try {
    return await fromBuffer(bytes, { validateFilenames: false, supportMacArchive: false });
  } catch (error) {
    if (/^\s*<(?:!doctype|html|\?xml)/i.test(bytes.toString('latin1', 0, 256))) {
      throw new ZipError('The download is a web page, not a ZIP.', { cause: error });
    }
    throw new ZipError('The download is not a ZIP, or is truncated.', { cause: error });
  }
}

const isUnflaggedUtf8 = (name: Buffer, { extraFields }: Entry): boolean =>
  !isAscii(name) && isUtf8(name) && !extraFields.some(({ id }) => id === UNICODE_PATH_FIELD);

/** Skips a record that yauzl-promise rejects, using the lengths that the record gives, and returns its name. */
function skipRecord(zip: ZipFile, bytes: Buffer): string {
  const { _entryCursor: at, numEntriesRead, footerOffset } = position.parse(zip);
  const nameAt = at + RECORD_SIZE;
  if (nameAt <= footerOffset && bytes.readUInt32LE(at) === RECORD_SIGNATURE) {
    const extraAt = nameAt + bytes.readUInt16LE(at + 28);
    const end = extraAt + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (end <= footerOffset) {
      Reflect.set(zip, '_entryCursor', end);
      Reflect.set(zip, 'numEntriesRead', numEntriesRead + 1);
      return bytes.toString('utf8', nameAt, extraAt);
    }
  }
  throw new ZipError("The ZIP's list of entries is truncated or damaged; download it again.");
}

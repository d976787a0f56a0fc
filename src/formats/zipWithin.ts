/** The signature of the end of central directory record. */
export const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');

const END_SIZE = 22;
const RECORD = 0x02014b50;
const [END64, LOCATOR64] = [0x06064b50, 0x07064b50];
const [END64_SIZE, LOCATOR64_SIZE] = [56, 20];
/** How far from the end of the file that record is searched for; a comment alone may be a quarter as long. */
const SEARCHED = 256 * 1024;

/** An end of central directory record: where it begins in the file, and where it and its comment end. */
interface EndRecord {
  readonly at: number;
  readonly end: number;
}

/**
 * Finds the ZIP in a file that has bytes before it (a self-extracting program, a server's warnings) or after it (a line
 * end, padding), as other tools do; null if there is none. Of several end records, those whose central directory is
 * there come first, and among them one that reaches the end of the file: a comment may hold what only looks like an end
 * record.
 *
 * @returns a view of `bytes`, all of them if the file is nothing but a ZIP; a copy only where a comment that looks like
 *   an end record has to be left out
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3.16
 */
export function zipWithin(bytes: Buffer): Buffer | null {
  const records = endRecords(bytes);
  const candidates = [...records.filter(({ end }) => end === bytes.length), ...records];
  const found = candidates.find(({ at }) => hasEntries(bytes, at)) ?? candidates[0];
  if (found === undefined) return null;
  const { at, end } = found;
  const begin = beginning(bytes, at);
  const isMistakable = records.some((other) => other.at > at && other.end === end);
  return isMistakable ? withoutComment(bytes.subarray(begin, at + END_SIZE)) : bytes.subarray(begin, end);
}

function withoutComment(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt16LE(0, copy.length - 2);
  return copy;
}

/** Last one first. */
function endRecords(bytes: Buffer): readonly EndRecord[] {
  const records: EndRecord[] = [];
  const first = Math.max(0, bytes.length - SEARCHED);
  for (let last = bytes.length - END_SIZE; last >= first;) {
    const at = bytes.lastIndexOf(ZIP_END, last);
    if (at < first) break;
    const end = at + END_SIZE + bytes.readUInt16LE(at + 20);
    if (end <= bytes.length) records.push({ at, end });
    last = at - 1;
  }
  return records;
}

/** What immediately precedes the end record: where it is, and where it was when the offsets were written. */
interface Anchor {
  readonly signature: number;
  readonly found: number;
  readonly told: number;
}

/** The central directory; in a ZIP64, whose plain end record does not locate it, the ZIP64 end record. */
function anchor(bytes: Buffer, at: number): Anchor {
  const locator = at - LOCATOR64_SIZE;
  if (locator >= END64_SIZE && bytes.readUInt32LE(locator) === LOCATOR64) {
    return { signature: END64, found: locator - END64_SIZE, told: Number(bytes.readBigUInt64LE(locator + 8)) };
  }
  return { signature: RECORD, found: at - bytes.readUInt32LE(at + 12), told: bytes.readUInt32LE(at + 16) };
}

const isAt = (bytes: Buffer, at: number, signature: number, offset: number): boolean =>
  offset >= 0 && offset + 4 <= at && bytes.readUInt32LE(offset) === signature;

function hasEntries(bytes: Buffer, at: number): boolean {
  const { signature, found, told } = anchor(bytes, at);
  return isAt(bytes, at, signature, told) || isAt(bytes, at, signature, found);
}

/**
 * Where offsets count from: they point to what immediately precedes the end record, wherever that was when they were
 * written.
 */
function beginning(bytes: Buffer, at: number): number {
  const { signature, found, told } = anchor(bytes, at);
  return !isAt(bytes, at, signature, told) && found > told && isAt(bytes, at, signature, found) ? found - told : 0;
}

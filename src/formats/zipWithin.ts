/** Begins the record that stands at the end of every ZIP. */
export const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');

const END_SIZE = 22;
const RECORD = 0x02014b50;
/** How far from the end of the file that record is looked for; a comment alone may be a quarter as long. */
const SEARCHED = 256 * 1024;

/** The record at a ZIP's end: where it is in the file, and where it and its comment are over. */
interface EndRecord {
  readonly at: number;
  readonly end: number;
}

/**
 * The ZIP in a file that has bytes before it (a self-extracting program, warnings of a server) or behind it (a line end,
 * padding), as other tools read it; null when there is none. Of several, the one that reaches to the end of the file counts.
 *
 * @returns a part of `bytes`, not a copy; all of them where the file is nothing but a ZIP
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3.16
 */
export function zipWithin(bytes: Buffer): Buffer | null {
  const records = endRecords(bytes);
  const { at, end } = records.find((record) => record.end === bytes.length) ?? records[0] ?? { at: -1, end: -1 };
  return at < 0 ? null : bytes.subarray(beginning(bytes, at), end);
}

/** The last one first. */
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

/** Where offsets count from: the list of entries is right before the end record, wherever it was when they were written. */
function beginning(bytes: Buffer, at: number): number {
  const found = at - bytes.readUInt32LE(at + 12);
  const told = bytes.readUInt32LE(at + 16);
  const isList = (offset: number): boolean => offset + 4 <= at && bytes.readUInt32LE(offset) === RECORD;
  return !isList(told) && found > told && isList(found) ? found - told : 0;
}

import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a handmade ZIP; what is omitted is as an honest ZIP has it. */
export interface HandmadeEntry {
  readonly name: string | Buffer;
  readonly data: Buffer;
  readonly method?: number;
  readonly flags?: number;
  /** Unix mode in the upper half, DOS attributes in the lower. */
  readonly attributes?: number;
  readonly declaredSize?: number;
  readonly crc?: number;
  /** The extra field of the central record, as raw bytes. */
  readonly extra?: Buffer;
  /** Where the local header is, according to the central record. */
  readonly offset?: number;
  /** Only the central record is written; it shares the local header of another entry. */
  readonly omitLocal?: boolean;
}

/** Identical bytes are compressed once, however many entries have them. */
const known = new WeakMap<Buffer, { readonly bytes: Buffer; readonly crc: number }>();

function packedOf(data: Buffer): { readonly bytes: Buffer; readonly crc: number } {
  const found = known.get(data) ?? { bytes: deflateRawSync(data), crc: crc32(data) };
  known.set(data, found);
  return found;
}

/** Makes a ZIP that no honest program would: every field can lie. */
export function handmadeZip(entries: readonly HandmadeEntry[], declaredCount = entries.length): Buffer {
  const locals: Buffer[] = [];
  const records: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const extra = entry.extra ?? Buffer.alloc(0);
    const packing = packedOf(entry.data);
    const packed = (entry.method ?? 8) === 8 ? packing.bytes : entry.data;
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(entry.flags ?? 0, 2);
    shared.writeUInt16LE(entry.method ?? 8, 4);
    shared.writeUInt32LE(entry.crc ?? packing.crc, 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(entry.declaredSize ?? entry.data.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, name, packed]);
    shared.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(entry.attributes ?? 0, 6);
    rest.writeUInt32LE(entry.offset ?? at, 10);
    records.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, rest, name, extra]));
    if (entry.omitLocal === true) continue;
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(declaredCount, 8);
  end.writeUInt16LE(declaredCount, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

import { crc32 } from 'node:zlib';

/** A number in the encoding of BPS, of any size. */
export function bpsNumber(value: bigint | number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if (rest === 0n) return Buffer.from([...bytes, low | 0x80]);
    bytes.push(low);
    rest -= 1n;
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Completes a patch: `body` is everything before the three checksums. */
export function sealBps(body: Uint8Array, sourceCrc: number, targetCrc: number): Buffer {
  const bytes = Buffer.concat([body, uint32(sourceCrc), uint32(targetCrc)]);
  return Buffer.concat([bytes, uint32(crc32(bytes))]);
}

/** A complete patch of the given actions, with correct checksums. */
export function buildBps(source: Uint8Array, target: Uint8Array, actions: readonly Uint8Array[]): Buffer {
  const head = [Buffer.from('BPS1'), bpsNumber(source.length), bpsNumber(target.length), bpsNumber(0)];
  return sealBps(Buffer.concat([...head, ...actions]), crc32(source), crc32(target));
}

/**
 * What the body of a patch makes of `source`, following the format literally, one byte at a time and with exact numbers;
 * null when it is broken. Checksums are ignored.
 */
export function referenceBps(body: Uint8Array, source: Uint8Array): Buffer | null {
  let at = 4;
  const next = (): number => {
    const byte = body[at++];
    if (byte === undefined) throw new RangeError('over');
    return byte;
  };
  const number = (): number => {
    let value = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const byte = next();
      value += BigInt((byte & 0x7f) + (shift > 0n ? 1 : 0)) << shift;
      if (byte >= 0x80) return Number(value);
    }
    throw new RangeError('endless');
  };
  const pick = (bytes: ArrayLike<number>, index: number): number => {
    const byte = bytes[index];
    if (byte === undefined) throw new RangeError('outside');
    return byte;
  };
  const target: number[] = [];
  try {
    if (Buffer.from(body).toString('latin1', 0, 4) !== 'BPS1') return null;
    if (number() !== source.length) return null;
    const size = number();
    if (size > 16 * 1024 * 1024) return null;
    for (let skip = number(); skip > 0; skip--) next();
    const copyAt = { 2: 0, 3: 0 };
    while (at < body.length) {
      const action = BigInt(number());
      const kind = Number(action % 4n);
      const length = Number(action / 4n) + 1;
      if (target.length + length > size) return null;
      if (kind === 2 || kind === 3) {
        const move = BigInt(number());
        copyAt[kind] += Number(move / 2n) * (move % 2n === 0n ? 1 : -1);
      }
      for (let i = 0; i < length; i++) {
        if (kind === 0) target.push(pick(source, target.length));
        else if (kind === 1) target.push(next());
        else if (kind === 2) target.push(pick(source, copyAt[2]++));
        else target.push(pick(target, copyAt[3]++));
      }
    }
    return target.length === size ? Buffer.from(target) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

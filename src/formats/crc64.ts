/** A CRC-64 in two halves, since JavaScript's bitwise operators work on 32 bits. */
export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

const [POLYNOMIAL_HIGH, POLYNOMIAL_LOW] = [0xc96c5795, 0xd7870f42];

/** Lookup tables: for each byte, the bits to XOR into the two halves. */
const [HIGH, LOW] = (() => {
  const [highs, lows] = [new Int32Array(256), new Int32Array(256)];
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      const falls = -(low & 1);
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      low ^= POLYNOMIAL_LOW & falls;
      high ^= POLYNOMIAL_HIGH & falls;
    }
    highs[byte] = high;
    lows[byte] = low;
  }
  return [highs, lows];
})();

/**
 * The CRC-64/XZ of `bytes`; with `before`, of the bytes it covers followed by these. Both halves are signed.
 *
 * @see https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-xz
 */
export function crc64(bytes: Uint8Array, before: Crc64 = { high: 0, low: 0 }): Crc64 {
  let [high, low] = [~before.high, ~before.low];
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (LOW[index] ?? 0);
    high = (high >>> 8) ^ (HIGH[index] ?? 0);
  }
  return { high: ~high, low: ~low };
}

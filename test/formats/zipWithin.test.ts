import { describe, expect, it, test } from 'vitest';
import { readDirectory } from '../../src/formats/zipDirectory.js';
import { zipWithin } from '../../src/formats/zipWithin.js';
import { handmadeZip } from './handmadeZip.js';

const zip = handmadeZip([{ name: 'a.bps', data: Buffer.from('BPS1 and what follows') }]);
const other = handmadeZip([{ name: 'b.txt', data: Buffer.from('another') }]);
const empty = handmadeZip([]);

function commented(bytes: Buffer, comment: Buffer): Buffer {
  const whole = Buffer.concat([bytes, comment]);
  whole.writeUInt16LE(comment.length, bytes.length - 2);
  return whole;
}

/** The same ZIP with every field that can be in 64 bits stored there. */
function zip64(bytes: Buffer): Buffer {
  const at = bytes.length - 22;
  const [entries, size, offset] = [
    bytes.readUInt16LE(at + 10),
    bytes.readUInt32LE(at + 12),
    bytes.readUInt32LE(at + 16),
  ];
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  for (const place of [24, 32]) record.writeBigUInt64LE(BigInt(entries), place);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(at), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.from(bytes.subarray(at));
  end.fill(0xff, 8, 20);
  return Buffer.concat([bytes.subarray(0, at), record, locator, end]);
}

const namesIn = async (bytes: Buffer): Promise<readonly string[]> =>
  (await readDirectory(bytes, 10)).entries.map(({ filename }) => filename);

describe('zipWithin', () => {
  test.each<[string, Buffer, Buffer]>([
    ['nothing else', zip, zip],
    ['an empty ZIP', empty, empty],
    ['a comment', commented(zip, Buffer.from('by me')), commented(zip, Buffer.from('by me'))],
    [
      'a comment that holds a ZIP',
      commented(zip, Buffer.concat([other, zip, Buffer.from('.')])),
      commented(zip, Buffer.concat([other, zip, Buffer.from('.')])),
    ],
    ['a program before it', Buffer.concat([Buffer.from('MZ…'), zip]), zip],
    ['a line end behind it', Buffer.concat([zip, Buffer.from('\r\n')]), zip],
    ['bytes before and behind it', Buffer.concat([Buffer.alloc(70_000, 'x'), zip, Buffer.alloc(70_000)]), zip],
    [
      'a comment and bytes behind it',
      Buffer.concat([commented(zip, Buffer.from('c')), Buffer.from('\0')]),
      commented(zip, Buffer.from('c')),
    ],
    ['another ZIP before it', Buffer.concat([other, zip]), zip],
    ['a comment that ends with the end of no ZIP', commented(zip, Buffer.concat([Buffer.from('c'), empty])), zip],
    ['a comment that ends with a ZIP, which is what other tools find', commented(zip, other), other],
    ['64 bits', zip64(zip), zip64(zip)],
    ['64 bits, and a program before it', Buffer.concat([Buffer.from('MZ…'), zip64(zip)]), zip64(zip)],
  ])('finds the ZIP with %s', (_, bytes, expected) => {
    expect(zipWithin(bytes)).toEqual(expected);
  });

  test.each<[string, Buffer]>([
    ['a comment that ends with the end of no ZIP', commented(zip, empty)],
    ['the same before a line end', Buffer.concat([commented(zip, Buffer.concat([empty, empty])), Buffer.from('\n')])],
    ['64 bits behind a program', Buffer.concat([Buffer.from('MZ…'), zip64(zip)])],
    ['64 bits before a line end', Buffer.concat([zip64(zip), Buffer.from('\n')])],
  ])('reads what it finds: %s', async (_, bytes) => {
    const before = Buffer.from(bytes);
    expect(await namesIn(bytes)).toEqual(['a.bps']);
    expect(bytes).toEqual(before);
  });

  it('leaves alone a ZIP whose offsets count from the beginning of the file', () => {
    const shifted = Buffer.concat([Buffer.from('MZ…'), zip]);
    const end = shifted.length - 22;
    shifted.writeUInt32LE(shifted.readUInt32LE(end + 16) + Buffer.from('MZ…').length, end + 16);
    expect(zipWithin(shifted)).toEqual(shifted);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('not found, not here either')],
    ['half an end record', zip.subarray(0, -1)],
    ['a comment that is cut', commented(zip, Buffer.from('by me')).subarray(0, -1)],
  ])('finds none in %s', (_, bytes) => {
    expect(zipWithin(bytes)).toBeNull();
  });
});

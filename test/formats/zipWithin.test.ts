import { describe, expect, it, test } from 'vitest';
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
  ])('finds it: %s', (_, bytes, expected) => {
    expect(zipWithin(bytes)).toEqual(expected);
  });

  it('leaves a ZIP alone whose offsets count from the beginning of the file', () => {
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

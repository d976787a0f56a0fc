/** Ticks per second, the unit of a movie's duration. */
const TIMESCALE = 1000;
const UNITY_MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

/**
 * An MP4 without a track: recognizable as `video/mp4` by its boxes, but with nothing to see.
 *
 * @param title - stored as media data, so that different titles make different files
 * @param seconds - the duration that it claims
 * @see https://www.iso.org/standard/83102.html ISO/IEC 14496-12
 */
export function emptyMp4(title: string, seconds: number): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from('isom'), uint32s(0x200), Buffer.from('isomiso2mp41')),
    box('moov', movieHeader(seconds)),
    box('mdat', Buffer.from(title)),
  ]);
}

function movieHeader(seconds: number): Buffer {
  const madeAndChanged = [0, 0];
  const rate = 0x10000;
  const volume = 0x01000000;
  const reserved = [0, 0];
  const nextTrack = 1;
  return box(
    'mvhd',
    uint32s(0, ...madeAndChanged, TIMESCALE, seconds * TIMESCALE, rate, volume, ...reserved, ...UNITY_MATRIX),
    Buffer.alloc(6 * 4),
    uint32s(nextTrack),
  );
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([uint32s(8 + body.length), Buffer.from(type, 'latin1'), body]);
}

function uint32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
  return bytes;
}
